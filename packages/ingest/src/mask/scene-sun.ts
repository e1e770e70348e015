import type { Scene } from '../scenes/scene.js';
import { sunAt, type Sun } from './sun-position.js';

/** Where the sun stood: as the product says, else from the day and the place. */
export const sunOf = ({ sun, date, lonLatBox }: Scene): Sun => sun ?? sunAt(date, (lonLatBox[1] + lonLatBox[3]) / 2);
