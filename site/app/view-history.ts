import type { Catalogue } from './view/catalogue.ts';
import { isViewLink, linkOf, viewOfLink } from './view/link.ts';
import type { View } from './view/view.ts';

/** Typing is one step back, not one for each letter. */
const typingPauseMs = 300;

/** Keeps the view in the page's fragment, so that links, back and forward show it again. */
export class ViewHistory {
  readonly #catalogue: Catalogue;
  readonly #show: (view: View) => void;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #isTyping = false;

  /** @param show is called when someone goes back or forward, or changes the fragment by hand */
  constructor(catalogue: Catalogue, show: (view: View) => void) {
    this.#catalogue = catalogue;
    this.#show = show;
  }

  /** The view of the page's address. */
  current(): View {
    return viewOfLink(isViewLink(location.hash) ? location.hash : '', this.#catalogue);
  }

  listen(): void {
    addEventListener('popstate', this.#read);
  }

  stop(): void {
    clearTimeout(this.#pause);
    removeEventListener('popstate', this.#read);
  }

  /** Makes a view a step of its own. */
  note(view: View): void {
    clearTimeout(this.#pause);
    this.#isTyping = false;
    this.#write(view, 'pushState');
  }

  /** Makes what is typed a step of its own, once the fingers rest. */
  noteSoon(view: View): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#write(view, this.#isTyping ? 'replaceState' : 'pushState');
      this.#isTyping = true;
    }, typingPauseMs);
  }

  readonly #read = (): void => {
    clearTimeout(this.#pause);
    this.#isTyping = false;
    if (isViewLink(location.hash)) this.#show(this.current());
  };

  #write(view: View, how: 'pushState' | 'replaceState'): void {
    const link = linkOf(view);
    if (`#${link}` === (location.hash || '#')) return;
    history[how](null, '', link === '' ? `${location.pathname}${location.search}` : `#${link}`);
  }
}
