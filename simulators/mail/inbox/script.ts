/** Says that messages have arrived. The page is not exchanged under the reader. */
export const script = `
const shown = Number(document.body.dataset.messages);
setInterval(async () => {
  if (document.hidden) return;
  const { mails, texts } = await fetch('/counts').then((answer) => answer.json());
  if (mails + texts === shown) return;
  if (location.pathname === '/' || location.pathname === '/texts') location.reload();
  else document.getElementById('news').hidden = false;
}, 2000);
`;
