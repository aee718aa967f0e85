/** A message of a conversation. */
export interface Message {
  id: string;
  conversationId: string;
  /** Position in the conversation, from 1 without gaps. */
  sequence: number;
  senderId: string;
  clientId: string;
  /** Null after its sender was erased. */
  text: string | null;
  isMasked: boolean;
  createdAt: Date;
}

/** A message with the hash of the input that made it: a repeat must have the same. Null after its sender was erased. */
export interface SavedMessage extends Message {
  inputHash: string | null;
}
