import { type Audit, type AuditSubject, expectEqual, expectResult, outgoing } from './audit.ts';

/** The audits of the adapters of every channel. */
export function deliveryAudits({ provider, receivedBy, break: breakNext, address, cannotTell }: AuditSubject): Audit[] {
  const newMessage = () => outgoing(address(), provider.channel === 'EMAIL' ? { subject: 'Grüße: 5 € – “audit”' } : {});
  return [
    {
      name: 'delivers the text as it is, to this address alone',
      async run() {
        const [message, other] = [newMessage(), newMessage()];
        expectResult('sending', await provider.send(message), 'accepted');
        const received = (await receivedBy(message.to)).map(({ subject, body }) => ({ subject, body: body.trim() }));
        expectEqual('the received messages', received, [{ subject: message.subject, body: message.body }]);
        expectEqual('the messages to another address', await receivedBy(other.to), []);
      },
    },
    {
      name: 'comes back later to a busy service, and then delivers once',
      async run() {
        const message = newMessage();
        await breakNext('busy');
        expectResult('sending to a busy service', await provider.send(message), 'later');
        expectResult('sending again', await provider.send(message), 'accepted');
        expectEqual('the number of received messages', (await receivedBy(message.to)).length, 1);
      },
    },
    {
      name: 'gives up what the service refuses',
      async run() {
        const message = newMessage();
        await breakNext('refuses');
        expectResult('sending', await provider.send(message), 'refused');
        expectEqual('the received messages', await receivedBy(message.to), []);
      },
    },
    {
      name: 'does not know the outcome without an answer, and does not deliver twice afterwards',
      async run() {
        const message = newMessage();
        await breakNext('loses the answer');
        expectResult('sending', await provider.send(message), 'unknown');
        const again = await provider.send({ ...message, maybeSent: true });
        expectResult('sending again', again, cannotTell ? 'undecidable' : 'accepted');
        expectEqual('the number of received messages', (await receivedBy(message.to)).length, 1);
      },
    },
    {
      name: 'does not lose a message whose connection broke before it was sent',
      async run() {
        const message = newMessage();
        await breakNext('drops the connection');
        expectResult('sending', await provider.send(message), 'unknown');
        const again = await provider.send({ ...message, maybeSent: true });
        expectResult('sending again', again, cannotTell ? 'undecidable' : 'accepted');
        expectEqual('the number of received messages', (await receivedBy(message.to)).length, cannotTell ? 0 : 1);
      },
    },
  ];
}
