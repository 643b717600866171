/** What a Wlz agreement says of the 30 minutes: the most per unique client (2021), or what they come to on average (2024). */
export type AdviceRule = 'cap' | 'average'

export type Service = {
  agreementId: string
  key: string
  /** As the agreement numbers it. */
  number: number
  /** Where the agreement describes it. */
  section: string
  /** It is the information and advice of the 30 minutes. */
  isAdvice: boolean
}

/** wlz-oco-2021 art-7 ("max. 30 min per unieke cliënt") and wlz-oco-2024 art-7 ("circa/gemiddeld 30 minuten"). */
export const ADVICE_MINUTES = 30

const RULES: Record<string, { rule: AdviceRule; keys: readonly [advice: string, ...others: string[]] }> = {
  'wlz-oco-2021': {
    rule: 'cap',
    keys: [
      'information_and_advice',
      'personal_plan',
      'choosing_care',
      'care_plan',
      'mediation',
      'complaints',
    ],
  },
  'wlz-oco-2024': {
    rule: 'average',
    keys: ['information_advice_and_general_support', 'care_mediation', 'other_services'],
  },
}

/** The services of an agreement in its own order; empty when it names none, so that nothing can be declared. */
export function servicesOf(agreementId: string | null): Service[] {
  const keys = (agreementId && RULES[agreementId]?.keys) || []
  return keys.map((key, i) => ({
    agreementId: agreementId!,
    key,
    number: i + 1,
    section: 'art-7',
    isAdvice: i === 0,
  }))
}

/** What the agreement says of the minutes of information and advice; null when it has no such service. */
export function adviceRuleOf(agreementId: string | null): AdviceRule | null {
  return (agreementId && RULES[agreementId]?.rule) || null
}

export const agreementsWithServices = Object.keys(RULES)

/** Every service of every agreement. */
export const allServices: Service[] = agreementsWithServices.flatMap(servicesOf)
