/** The words of the team, of joining one and of changing between businesses; text.en.ts takes them in. */
import type { Grantable } from '../../src/member/roles.ts'
import { type PlanName, plans } from '../../src/subscription/plan.ts'

type Said = { title: string; says: string }

const roles: Record<'owner' | 'manager' | 'staff' | 'viewer', Said> = {
  owner: { title: 'Owner', says: 'Everything, also what is asked for at log-in.' },
  manager: { title: 'Manager', says: 'Chats, WhatsApp, activity, downloads and the team.' },
  staff: { title: 'Staff', says: 'Reads and answers chats, and asks for payments.' },
  viewer: {
    title: 'Viewer',
    says: 'Sees which chats there are. Names, numbers and messages stay hidden.',
  },
}

const permissions: Record<Grantable, Said> = {
  'inbox.read': { title: 'Opens the inbox', says: 'Which chats there are, and who has them.' },
  'conversation.answer': {
    title: 'Answers chats',
    says: 'Writes to customers, takes chats over and closes them.',
  },
  'payment.request': {
    title: 'Asks for payments',
    says: 'Sends customers a link to pay into the business’s PayFast account.',
  },
  'personal.read': {
    title: 'Sees names, numbers and messages',
    says: 'Without this, who customers are and what they wrote stays hidden everywhere.',
  },
  'channel.manage': {
    title: 'Looks after WhatsApp',
    says: 'Connects the number, and connects it again.',
  },
  'audit.read': { title: 'Sees the activity', says: 'Who changed what, and when.' },
  'data.export': {
    title: 'Downloads files',
    says: 'Of what the role sees: names, numbers and messages only with the right to see them.',
  },
  'team.manage': {
    title: 'Looks after the team',
    says: 'Invites and removes people, but gives nobody more than they have themselves.',
  },
}

export const doings = [
  'invited',
  'withdrawn',
  'approved',
  'changed',
  'logged_out',
  'removed',
  'saved',
] as const
export type Doing = (typeof doings)[number]

export const team = {
  title: 'Team',
  says: 'Who works here, and what they may do.',
  back: 'Back to the team',
  waiting: 'Waiting for approval',
  waitingSays: 'They see nothing until you approve them.',
  members: 'Members',
  you: 'you',
  approve: 'Approve',
  decline: 'Decline',
  invitations: 'Invitations',
  invitedBy: (name: string, until: string) => `Invited by ${name}. Works until ${until}.`,
  expired: 'The link no longer works. Invite them again.',
  withdraw: 'Withdraw',
  invite: 'Invite somebody',
  inviteSays: 'They get a link by email. Once they accept, you approve them here.',
  email: 'Email',
  role: 'Role',
  roleWrong: 'Choose a role.',
  send: 'Send the invitation',
  full: {
    trial: (places) =>
      `The free trial has room for ${places} people, those who are invited included. Once you subscribe, there is room for ${plans.receptionist.members}.`,
    receptionist: (places) =>
      `There is room for ${places} people, those who are invited included. To invite somebody else, remove a member or withdraw an invitation.`,
    unpaid: () =>
      'Nobody can be added while the business is not subscribed. Everybody who is here stays.',
  } satisfies Record<PlanName, (places: number) => string>,
  noRole: 'You can’t invite anybody: every role holds more than yours.',
  already: 'This address is on your team already.',
  ownRoles: { title: 'Your own roles', says: 'Decide yourself what a role may do' },
  security: { title: 'Two steps to log in', says: 'Ask everybody on the team for a second step' },
  ownRole: 'Own role',
  roles,
  done: {
    invited: 'The invitation is on its way.',
    withdrawn: 'The invitation is withdrawn. Its link is dead.',
    approved: 'Approved. They get an email.',
    changed: 'The role is changed. They have to log in again.',
    logged_out: 'They’re logged out everywhere.',
    removed: 'Removed. They’re logged out everywhere.',
    saved: 'Saved.',
  } satisfies Record<Doing, string>,
} as const

export const member = {
  since: (moment: string) => `On the team since ${moment}`,
  waits: (moment: string) => `Waits for your approval since ${moment}`,
  roleTitle: 'Change the role',
  roleSays: 'After a change they have to log in again.',
  save: 'Save the role',
  endTitle: 'Log out and remove',
  endSays: 'Logging out helps when a phone was lost. Removing takes all access away.',
  logOut: 'Log out everywhere',
  remove: 'Remove from the team',
  outOfReach: 'Their role is above yours, so only somebody above you can change it.',
  lastOwner: 'There has to be an owner. Make somebody else an owner first.',
  removal: {
    title: (name: string) => `Remove ${name}?`,
    says: 'They’re logged out at once and see nothing any more. What they wrote and did stays.',
    decline: (name: string) => `Decline ${name}?`,
    declineSays: 'They see nothing. You can invite them again later.',
    yes: 'Remove',
    yesDecline: 'Decline',
    no: 'Keep',
  },
} as const

export const role = {
  title: 'Your own roles',
  says: 'Beside owner, manager, staff and viewer you can make roles of your own.',
  none: { title: 'No own roles yet', says: 'Make one when none of the four fits.' },
  back: 'Back to the roles',
  make: 'Make a role',
  new: 'New role',
  name: 'Name',
  nameHint: 'For example “Front counter”.',
  nameWrong: 'Write a name of at most 40 characters, on one line.',
  taken: 'You have a role of that name already.',
  may: 'What this role may do',
  permissions,
  nobody: 'Nobody has this role',
  held: (n: number) => (n === 1 ? '1 person has this role' : `${n} people have this role`),
  counts: 'A change counts from their next tap on.',
  save: 'Save the role',
  remove: 'Remove the role',
  removeSays: 'Open invitations to this role are withdrawn.',
  inUse: 'Somebody has this role. Give them another one first.',
  outOfReach: 'This role holds more than yours, so only somebody above you can change it.',
} as const

export const teamSecurity = {
  title: 'Two steps to log in',
  on: 'Everybody on the team is asked for a second step: a code by email or from an authenticator app.',
  off: 'Each person decides whether they are asked for a second step.',
  onSays: 'Whoever logged in with one step, you too, is asked for the second one at the next tap.',
  turnOn: 'Ask everybody for two steps',
  turnOff: 'Don’t ask any more',
} as const

export const join = {
  title: (business: string) => `Join ${business}`,
  says: (inviter: string, business: string) =>
    `${inviter} invites you to the team of ${business} on Frontdesk.`,
  as: (email: string) => `You will log in as ${email}.`,
  name: 'Your name',
  nameHint: 'As your colleagues know you.',
  nameWrong: 'Write your name in at most 80 characters, on one line.',
  send: 'Accept',
  gone: {
    title: 'This invitation no longer works',
    says: 'It works once and for 7 days. Ask whoever invited you for a new one.',
  },
  accepted: {
    title: 'You have accepted',
    says: (inviter: string) => `${inviter} has to approve you. You get an email.`,
  },
  logIn: 'Log in',
} as const

export const businesses = {
  title: 'Your businesses',
  says: 'You work in more than one. Choose where to go.',
  current: 'You’re here',
  pending: 'Waiting for approval',
  open: 'Open',
  back: 'Back',
} as const

export const pending = {
  title: 'Waiting for approval',
  says: 'The owner or a manager has to approve you first. You get an email when they do.',
  others: 'Your other businesses',
  logOut: 'Log out',
} as const
