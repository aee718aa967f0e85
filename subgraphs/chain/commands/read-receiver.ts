import { badUserInput } from '@soko/errors';
import { nameField } from '@soko/input';

/** Reads an address on the chain, and returns it with its checksum. Throws BAD_USER_INPUT at `field`. */
export async function readReceiver(text: string, field: string): Promise<string> {
  // Only those who mint need the library.
  const { getAddress, isAddress, zeroAddress } = await import('viem');
  const written = text.trim();
  // The checksum of an address is in its capitals; one without capitals has none.
  if (!isAddress(written)) {
    throw badUserInput(
      `${nameField(field)} must be an address: 0x and 40 hexadecimal digits, without a typing error.`,
      field,
    );
  }
  const address = getAddress(written);
  if (address === zeroAddress) throw badUserInput(`${nameField(field)} must not be the zero address.`, field);
  return address;
}
