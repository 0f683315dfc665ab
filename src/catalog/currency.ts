const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** ISO 4217 codes that this runtime can write out. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code)
export const NO_CURRENCY = 'must be an ISO 4217 code such as "EUR"'
