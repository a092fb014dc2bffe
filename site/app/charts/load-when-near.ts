/** So far below the view drawing begins, pixels. */
const ahead = 600;

/**
 * Loads the script that draws charts when one of `charts` comes near the view; once for all of them.
 * @param source the address of charts.js
 * @returns what stops the waiting
 */
export function loadChartsWhenNear(charts: Iterable<Element>, source: string): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      loadOnce(source);
    },
    { rootMargin: `${ahead}px 0px` },
  );
  for (const chart of charts) observer.observe(chart);
  const beforePrint = (): void => {
    loadOnce(source);
  };
  addEventListener('beforeprint', beforePrint, { once: true });
  return () => {
    observer.disconnect();
    removeEventListener('beforeprint', beforePrint);
  };
}

function loadOnce(source: string): void {
  if (document.querySelector(`script[data-charts]`) !== null) return;
  const script = document.createElement('script');
  script.src = source;
  script.dataset['charts'] = '';
  document.head.append(script);
}
