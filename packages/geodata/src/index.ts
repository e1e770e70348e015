export { hashFile, hashPath, hashText } from './files/hash-file.js';
export { writeWhole } from './files/write-whole.js';
