/** Has the form of a planId, and no plan has it. */
export const UNKNOWN_PLAN_ID = `p${'0'.repeat(39)}`
