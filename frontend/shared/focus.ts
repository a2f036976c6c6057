// A click on nothing focuses the part of the page that takes keys, and with the next key a browser
// would draw a frame around all of it. It is marked as focused by the pointer until the focus is
// moved on or comes by Tab; the style draws a frame only without the mark.

export function frameOnlyByKeys(root: HTMLElement): void {
  const forget = () => {
    delete root.dataset.byPointer;
  };
  const mark = () => {
    root.dataset.byPointer = "";
  };
  root.addEventListener("pointerdown", mark, { capture: true });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget as Node | null)) forget();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Tab") forget();
  });
}
