/**
 * Up to so many words between two parts of a phrase, as a pattern source.
 * @param also what may stand in such a word besides letters and apostrophes
 */
export const someWords = (most: number, also = ''): string => String.raw`(?:[\p{L}'’${also}]+\s+){0,${most}}?`
