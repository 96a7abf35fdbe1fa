import { describe, expect, it } from 'vitest';
import { WhylightError } from '../src/tensor/error';
import { codeOf } from './errors';
import { isGpuLoss } from './gpuLoss';

const DOWNLOAD =
  'failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: buffer_manager.cc:543 status == wgpu::MapAsyncStatus::Success was false. Failed to download data from buffer: ';

describe('a lost graphics device', () => {
  it.each([
    ['WebGPU device lost (2): Device was destroyed.'],
    ['Device was lost'],
    ['GPUDevice "Dawn device" is lost.'],
    [`${DOWNLOAD}Failed to execute 'mapAsync' on 'GPUBuffer': [Device] is lost.`],
    [`${DOWNLOAD}Mapping WebGPU buffer failed: Invalid buffer`],
    ["Failed to execute 'mapAsync' on 'GPUBuffer': Buffer was destroyed before mapping was resolved."],
    ["Failed to execute 'mapAsync' on 'GPUBuffer': Instance dropped."],
    ['Failed to create a WebGPU compute pipeline: A valid external Instance reference no longer exists.'],
    ['Failed to get a WebGPU adapter: No available adapters.'],
    ['D3D12 reset command allocator failed with DXGI_ERROR_DEVICE_REMOVED (0x887A0005)'],
    ['vkQueueSubmit failed with VK_ERROR_DEVICE_LOST'],
  ])('is recognised by “%s”', (message) => {
    expect(isGpuLoss(new Error(message))).toBe(true);
  });

  it.each([
    ['internal', new Error("Non-zero status code returned while running MatMul node. Name:'b.3'")],
    ['internal', new Error('[WebGPU] Kernel "[Softmax] /attention" failed. Error: invalid axis')],
    ['internal', new Error('Binding size (268435456) of [Buffer] is larger than the maximum binding size.')],
    ['out-of-memory', new RangeError('Array buffer allocation failed')],
    ['out-of-memory', new Error('Out of memory')],
    ['out-of-memory', new Error('std::bad_alloc')],
    ['out-of-memory', new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')],
    ['bad-input', new WhylightError('bad-input', 'The device that holds the file was removed.')],
  ])('is not what %s “%s” means', (code, error) => {
    expect(isGpuLoss(error)).toBe(false);
    expect(codeOf(error)).toBe(code);
  });

  it('is an error, not a text', () => {
    expect(isGpuLoss('Device was lost')).toBe(false);
  });
});
