/** Keeps a bad hour from tripling the load: repetitions beyond a share of the successes are not made. */
export interface RetryBudget {
  earn(): void
  spend(): boolean
}

export function createRetryBudget(most = 20, share = 0.2): RetryBudget {
  let left = most
  return {
    earn: () => {
      left = Math.min(most, left + share)
    },
    spend: () => {
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
