export const style = `
:root { color-scheme: light dark; --line: light-dark(#d8dce3, #333a45); --soft: light-dark(#f4f6f9, #1a1f27); --accent: light-dark(#0b5fd0, #7fb0ff); font: 15px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: light-dark(#fff, #12161c); color: light-dark(#171a1f, #e7eaf0); }
body > header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; padding: .6rem 1rem; border-bottom: 1px solid var(--line); align-items: center; }
nav { display: flex; gap: 1rem; flex: 1; flex-wrap: wrap; }
a { color: var(--accent); text-decoration: none; }
nav a[aria-current] { font-weight: 600; text-decoration: underline; text-underline-offset: .3em; }
input[type=search] { font: inherit; padding: .3rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--soft); color: inherit; width: 16rem; max-width: 100%; }
#news { margin: 0; padding: .4rem 1rem; background: var(--soft); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: 22rem 1fr; }
.list { margin: 0; padding: 0; list-style: none; overflow: auto; border-right: 1px solid var(--line); }
.list a { display: grid; grid-template-columns: 1fr auto; column-gap: .6rem; padding: .55rem 1rem; border-bottom: 1px solid var(--line); color: inherit; }
.list .open a { background: var(--soft); border-left: 3px solid var(--accent); }
.to { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
time { color: light-dark(#667, #99a); font-size: .85em; }
.subject { grid-column: 1 / -1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
em { font-style: normal; font-size: .8em; padding: 0 .4em; border-radius: .4em; background: light-dark(#ffe3e0, #5a1f1a); }
.none, .empty { padding: 2rem; color: light-dark(#667, #99a); }
.mail { overflow: auto; padding: 1rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-content: flex-start; min-width: 0; }
.mail h1 { font-size: 1.2rem; margin: 0; width: 100%; }
.mail > p { margin: 0 0 .6rem; width: 100%; overflow-wrap: anywhere; }
.mail iframe, .mail pre, .mail table { display: none; width: 100%; border: 1px solid var(--line); border-radius: .5rem; margin: .6rem 0 0; }
.mail iframe { height: 36rem; background: #fff padding-box; color-scheme: normal; border-color: transparent; }
#as-html:checked ~ iframe, #as-phone:checked ~ iframe, #as-text:checked ~ pre { display: block; }
#as-headers:checked ~ table { display: table; }
#as-phone:checked ~ iframe { width: 390px; max-width: 100%; height: 46rem; border-radius: 1.6rem; }
pre { white-space: pre-wrap; padding: 1rem; overflow-wrap: anywhere; font: inherit; }
th { text-align: left; vertical-align: top; padding: .2rem .6rem; white-space: nowrap; font-weight: 600; }
td { padding: .2rem .6rem; overflow-wrap: anywhere; }
main.phones { display: block; overflow: auto; padding: 1rem; }
article { max-width: 26rem; margin: 0 0 1rem; }
article p { margin: .3rem 0 0; padding: .6rem .9rem; border-radius: 1rem 1rem 1rem .2rem; background: var(--soft); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 720px) { nav, body > header form { flex-basis: 100%; } input[type=search] { width: 100%; } main, main.reading { grid-template-columns: 1fr; } .reading .list { display: none; } .none { display: none; } .list { border: 0; } }
`;
