// Building DOM: a tag, its attributes, its children. Text only, never markup.

function build(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

// Writing the same text again would still cost a layout and end a selection.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// Sizes of boxes, measured by the browser when they change and never asked for within a frame.
function createSizes(onChange) {
  const sizes = new Map();
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      sizes.set(target, { width: Math.round(contentRect.width), height: Math.round(contentRect.height) });
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
    watchAll: () => sizes.forEach((_, box) => observer.observe(box)),
    pause: () => observer.disconnect(),
    of: (box) => sizes.get(box) || { width: 0, height: 0 },
  };
}
