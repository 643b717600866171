import type { BudgetYear } from '../../../server/reports/budget/budget.ts'
import type { ClientsOfBucket } from '../../../server/reports/minutes/clients.ts'
import type { BucketKey, MinutesPerClient } from '../../../server/reports/minutes/per-client.ts'
import type { Budget } from '../../../server/reports/money.ts'
import type { Budgets } from '../../../server/reports/budget/set.ts'
import type { Api } from '../../api.ts'

export type { Budget, Budgets, BudgetYear, BucketKey, ClientsOfBucket, MinutesPerClient }

export type Period = { from: string; to: string }

/** What the pages of budget and minutes ask of the server. */
export function figuresAt({ call }: Api) {
  return {
    budget: (year: string | null) =>
      call<BudgetYear>('GET', `/desk/figures/budget${year ? `?year=${encodeURIComponent(year)}` : ''}`),
    minutes: (query: string) => call<MinutesPerClient>('GET', `/desk/figures/minutes?${query}`),
    clients: (query: string) => call<ClientsOfBucket>('GET', `/desk/figures/minutes/clients?${query}`),
    budgets: () => call<Budgets>('GET', '/desk/budgets'),
    setBudget: ({ year, ...amounts }: Budget) => call<Budget>('PUT', `/desk/budgets/${year}`, amounts),
    removeBudget: (year: number) => call<void>('DELETE', `/desk/budgets/${year}`),
  }
}

/** The contacts of the log under these filters. */
export const rowsAt = (filters: Record<string, string>) =>
  `/dashboard/contacts?${new URLSearchParams(filters)}`
