/** The words of "More" and of where somebody is logged in; text.en.ts takes them in. */
export const more = {
  more: {
    title: 'More',
    back: 'Back to More',
    rows: {
      security: { title: 'Security', says: 'Where you’re logged in' },
      export: { title: 'Download', says: 'Your data as spreadsheets' },
      activity: { title: 'Activity', says: 'Who did what, and when' },
      password: { title: 'Password', says: 'Set or change your password' },
      team: { title: 'Team', says: 'Who works with you, and what they may do' },
      payments: { title: 'Payments', says: 'What customers were asked to pay' },
      subscription: { title: 'Subscription', says: 'Your plan and your payments' },
      businesses: { title: 'Your businesses', says: 'Go to another one' },
      secondFactor: { title: 'Second step', says: 'What we ask after your password' },
      email: { title: 'Email address', says: 'Change the address you log in with' },
    },
    account: (name: string, orgName: string) => `Logged in as ${name}, ${orgName}`,
    logOut: 'Log out',
  },

  security: {
    title: 'Security',
    devices: 'Where you’re logged in',
    device: (browser: string | null, system: string | null) =>
      system ? `${browser ?? 'A browser'} on ${system}` : (browser ?? 'A browser'),
    current: 'This device',
    lastSeen: (when: string) => `Last seen: ${when}`,
    since: (moment: string) => `Logged in ${moment}`,
    network: (network: string) => `Network ${network}`,
    logOut: 'Log out',
    unknown: 'Don’t know one of these? Log it out.',
    others: 'Log out everywhere else',
    alone: 'You’re logged in on this device only.',
  },
} as const
