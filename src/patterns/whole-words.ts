/** A pattern for phrases that begin and end with whole words, in large or small letters. For few phrases, or ones with groups. */
export const wholeWords = (source: string, flags = 'giu'): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, flags)
