// The numbers that a lane shows right now: one frame, or two real frames blended while moving.



// `target` takes data[from] and data[to] mixed; each frame is `size` numbers long.
function blendFrames(target, data, size, { from, to, share }) {
  const first = from * size;
  const second = to * size;
  if (share === 0 || from === to) {
    for (let k = 0; k < size; k += 1) target[k] = data[first + k];
    return;
  }
  for (let k = 0; k < size; k += 1) {
    const value = data[first + k];
    target[k] = value + (data[second + k] - value) * share;
  }
}

// From what was on screen towards what `target` holds now; share 1 leaves `target` as it is.
function blendFromHeld(target, held, share) {
  for (let k = 0; k < target.length; k += 1) {
    const value = held[k] + (target[k] - held[k]) * share;
    if (Number.isFinite(value)) target[k] = value;
  }
}

export function createShown() {
  return { numbers: new Float32Array(0), held: null, has: false };
}

export function holdShown(shown) {
  shown.held = shown.has ? shown.numbers.slice() : null;
}

// `glide` is the share of the way from the held picture to the newest frame, 1 when arrived.
export function showFrame(shown, frames, size, mix, glide) {
  shown.has = mix !== null && size > 0 && mix.to < frames.frames;
  if (!shown.has) return;
  if (shown.numbers.length !== size) shown.numbers = new Float32Array(size);
  blendFrames(shown.numbers, frames.data, size, mix);
  if (glide < 1 && shown.held && shown.held.length === size) blendFromHeld(shown.numbers, shown.held, glide);
}

export function easeOut(share) {
  return 1 - Math.pow(1 - Math.max(0, Math.min(1, share)), 3);
}
