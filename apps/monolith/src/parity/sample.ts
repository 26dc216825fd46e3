/**
 * A fair sample of items that come one by one, however many there will be: each ends up in it with
 * the same probability (reservoir sampling, algorithm R: Vitter, ACM TOMS 11(1), 1985).
 */
export class Sample<T> {
  readonly items: T[] = [];
  readonly #size: number;
  #offered = 0;

  constructor(size: number) {
    this.#size = size;
  }

  offer(item: T): void {
    this.#offered += 1;
    if (this.items.length < this.#size) {
      this.items.push(item);
      return;
    }
    const place = Math.floor(Math.random() * this.#offered);
    if (place < this.#size) this.items[place] = item;
  }
}
