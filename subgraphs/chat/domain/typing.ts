/** A person who writes, or has stopped. */
export interface Typing {
  userId: string;
  isTyping: boolean;
}
