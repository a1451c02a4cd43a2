/** What runs in the browser: waits until another worker serves, then loads the page again. */

/** A script for every page of development; the error page has a button for it, too. */
export const browserScript: string = `
(() => {
  const me = document.currentScript;
  const source = new EventSource(new URL("live", me.src));
  let serving;
  source.onmessage = ({ data }) => {
    serving ??= data;
    if (serving !== data) location.reload();
  };
  addEventListener("pagehide", () => source.close());
  if (me.dataset.page !== "error") return;
  const button = document.getElementById("copy");
  const text = document.getElementById("text").content.textContent;
  button.onclick = async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  };
})();
`;
