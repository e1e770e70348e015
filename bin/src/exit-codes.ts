/** Exit codes of the command line (architecture section 6). */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  badInput: 3,
  partial: 4,
  leadsFound: 5,
  interrupted: 130,
} as const;
