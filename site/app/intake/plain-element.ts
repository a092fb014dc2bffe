import { LitElement } from 'lit';

/** An element without a shadow: the page's style sheet is the only one that its policy allows. */
export class PlainElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
