import { useState } from 'react';
import type { Session } from './playground-state.ts';
import { authorizationOf, signInAsDemo, signOut } from './session.ts';
import { usePlayground } from './use-playground.ts';

/** Demo accounts of the seed. In production there are none, and the page does not offer them. */
const demoAccounts = ['customer', 'seller', 'seller2', 'warehouse', 'courier', 'trader', 'support', 'admin'];
const emailOf = (name: string): string => `${name}@example.com`;
const hasDemoAccounts = (): boolean => 'demo' in document.body.dataset;

function DemoAccounts() {
  return (
    <label className="soko-demo">
      <span>Log in as</span>
      <select
        value=""
        onChange={({ target }) => {
          void signInAsDemo(`${target.value}@example.com`);
        }}
      >
        <option value="" disabled>
          a demo account …
        </option>
        {demoAccounts.map((name) => (
          <option key={name} value={name}>
            {name}@example.com
          </option>
        ))}
      </select>
    </label>
  );
}

/** Shows the header of every request, with a button that copies it. */
function Authorization({ session }: { session: Session }) {
  const [isCopied, setCopied] = useState(false);
  const header = authorizationOf(session);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(header);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button type="button" className="soko-token" title="Copy the header's value" onClick={() => void copy()}>
      <b>{isCopied ? 'Copied' : 'Authorization'}</b>
      <span>{`${header.slice(0, 22)}…${header.slice(-6)}`}</span>
    </button>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { person } = session;
  return (
    <>
      <Authorization session={session} />
      <span className="soko-person">
        <span className="soko-dot" />
        Signed in as <b>{person?.email ?? person?.displayName ?? '…'}</b>
        {person && <span className="soko-roles">{person.roles.join(' · ')}</span>}
      </span>
      <button type="button" className="soko-sign-out" onClick={() => void signOut(session)}>
        Sign out
      </button>
    </>
  );
}

/** Demo accounts log in with one press; others need their password, in the example for it. */
function LogInAgain({ email }: { email: string }) {
  if (!demoAccounts.map(emailOf).includes(email)) return <span>Log in again with the example LogIn.</span>;
  return (
    <button type="button" onClick={() => void signInAsDemo(email)}>
      Log in again as {email}
    </button>
  );
}

export function SessionBar() {
  const { session, notice, ended } = usePlayground();
  return (
    <div className="soko-session" role="status">
      {notice && <span className="soko-notice">{notice}</span>}
      {session === null && ended !== null && <LogInAgain email={ended} />}
      {session ? <SignedIn session={session} /> : <span className="soko-person">Not signed in</span>}
      {hasDemoAccounts() && <DemoAccounts />}
    </div>
  );
}
