/** Words of servers about a mailbox that does not exist, and of servers that refuse the sender. */
const namesMailbox = /mailbox|user|recipient|address|account|no such|unknown|invalid/i;
const namesSender =
  /relay|policy|spam|black|deny|denied|dnsbl|reputation|authenticat|not (?:allowed|permitted)|sender|greylist/i;

/**
 * RFC 3463: 5.1.x and 5.2.1 are about the mailbox. Others, such as 5.7.1, are about the message or the sender. Without such a
 * code the text decides: `550 relay not permitted` says nothing about the mailbox.
 */
export const isAboutMailbox = (response: string): boolean => {
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced === null)
    return /^55[013]\b/.test(response) && namesMailbox.test(response) && !namesSender.test(response);
  const [, subject, detail] = enhanced;
  return (subject === '1' && detail !== '8' && detail !== '7') || (subject === '2' && detail === '1');
};
