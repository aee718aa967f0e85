/** The API version whose behaviour this simulator follows, and which its events carry. */
export const apiVersion = '2026-08-26.dahlia';
