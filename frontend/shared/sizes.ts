// Sizes of boxes, measured by the browser when they change and never asked for within a frame.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Sizes {
  watch(box: Element): void;
  forget(box: Element): void;
  watchAll(): void;
  pause(): void;
  of(box: Element): Size;
}

const NONE: Size = { width: 0, height: 0 };

export function createSizes(onChange: () => void): Sizes {
  const sizes = new Map<Element, Size>();
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const { width, height } = contentRect;
      sizes.set(target, { width: Math.round(width), height: Math.round(height) });
    }
    onChange();
  });
  return {
    watch(box) {
      if (!sizes.has(box)) sizes.set(box, { width: box.clientWidth, height: box.clientHeight });
      observer.observe(box);
    },
    forget(box) {
      observer.unobserve(box);
      sizes.delete(box);
    },
    watchAll() {
      for (const box of sizes.keys()) observer.observe(box);
    },
    pause() {
      observer.disconnect();
    },
    of: (box) => sizes.get(box) ?? NONE,
  };
}
