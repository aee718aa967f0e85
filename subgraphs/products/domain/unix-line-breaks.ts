/** The text with the line breaks that a line of a file ends with in any system: `\n`. */
export const unixLineBreaks = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
