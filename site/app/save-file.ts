/** Lets the reader keep a text or a picture as a file; nothing leaves the page. */
export function saveFile(name: string, type: string, content: string | Blob): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address before it answers the click, but not always at once.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
