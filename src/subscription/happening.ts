/** What can happen to a subscription. A run is one series of monthly charges at PayFast, named by its token there. */
export type Happening =
  | OfRun
  /** A renewal is due, and PayFast says that it was not paid. */
  | { type: 'payment_missing'; runId: string }
  /** By the owner: PayFast is told, and its own notice follows. */
  | { type: 'cancel_asked' }
  | { type: 'trial_over' }
  | { type: 'clock' }

/** What changes one run. */
export type OfRun =
  /** `until` is the billing date agreed at the checkout: the same for every payment of the run. */
  | { type: 'payment_complete'; runId: string; paymentId: string; until: string }
  | { type: 'cancelled_at_payfast'; runId: string }
  | { type: 'paused'; runId: string }
  | { type: 'resumed'; runId: string }
  /** PayFast's answer when asked about a run that goes on: the next charge, and how many there were. */
  | { type: 'dated'; runId: string; until: string; payments: number }
