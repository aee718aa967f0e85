/** RFC 3463: 5.1.x and 5.2.1 are about the mailbox. Others, such as 5.7.1, are about the message or the sender. */
export const isAboutMailbox = (response: string): boolean => {
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced === null) return /^55[013]\b/.test(response);
  const [, subject, detail] = enhanced;
  return (subject === '1' && detail !== '8' && detail !== '7') || (subject === '2' && detail === '1');
};
