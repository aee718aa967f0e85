/** True for a client address of this machine: 127.0.0.0/8 or ::1, also in IPv6 notation. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/i.test(address);
