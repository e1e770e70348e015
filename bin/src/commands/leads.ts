import type { Command } from 'commander';
import { addDecide } from './leads/decide.js';
import { addDraw } from './leads/draw.js';
import { addLook } from './leads/look.js';
import { addRegisterCheck } from './register.js';

export function addLeads(program: Command): void {
  const leads = program.command('leads').description('the life of leads: look, decide, draw');
  addLook(leads);
  addDecide(leads);
  addDraw(leads);
  addRegisterCheck(leads);
}
