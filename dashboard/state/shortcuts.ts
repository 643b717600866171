/** What the keyboard does, in the order of the sheet that shows it. */
export const shortcuts = [
  { name: 'next', keys: 'j', group: 'list' },
  { name: 'previous', keys: 'k', group: 'list' },
  { name: 'open', keys: 'Enter', group: 'list' },
  { name: 'search', keys: '/', group: 'list' },
  { name: 'claim', keys: 'c', group: 'case' },
  { name: 'reply', keys: 'r', group: 'case' },
  { name: 'note', keys: 'n', group: 'case' },
  { name: 'transfer', keys: 't', group: 'case' },
  { name: 'snooze', keys: 's', group: 'case' },
  { name: 'close', keys: 'e', group: 'case' },
  { name: 'hand-back', keys: null, group: 'case' },
  { name: 'refer', keys: null, group: 'case' },
  { name: 'signal', keys: null, group: 'case' },
  { name: 'back', keys: 'Escape', group: 'case' },
  { name: 'urgent', keys: 'g u', group: 'go' },
  { name: 'waiting', keys: 'g w', group: 'go' },
  { name: 'mine', keys: 'g m', group: 'go' },
  { name: 'all', keys: 'g a', group: 'go' },
  { name: 'closed', keys: 'g e', group: 'go' },
  { name: 'settings', keys: 'g s', group: 'go' },
  { name: 'palette', keys: 'Ctrl K', group: 'desk' },
  { name: 'sheet', keys: '?', group: 'desk' },
  { name: 'absence', keys: null, group: 'desk' },
  { name: 'theme', keys: null, group: 'desk' },
  { name: 'language', keys: null, group: 'desk' },
  { name: 'sound', keys: null, group: 'desk' },
] as const

export type Shortcut = (typeof shortcuts)[number]
export type Actions = Partial<Record<Shortcut['name'], () => void>>
