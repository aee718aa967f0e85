/** An answer with the error envelope of Daraja. */
export class DarajaError extends Error {
  override readonly name = 'DarajaError';
  readonly status: number;
  readonly errorCode: string;
  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export const invalidField = (field: string): DarajaError =>
  new DarajaError(400, '400.002.02', `Bad Request - Invalid ${field}`);

export const invalidToken = (): DarajaError => new DarajaError(404, '404.001.03', 'Invalid Access Token');
