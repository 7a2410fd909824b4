"""TFLite graph → ONNX graph with the weights kept as 16-bit floats: just the operators that MediaPipe's face, hand and matte models use.

Activations of rank 4 are NHWC there and NCHW here; the input stays NHWC, and outputs come out NHWC (or (1, n) where they are
1 x 1 pictures). The three operators that exist only inside MediaPipe are written out in ONNX operators; what they compute is in
their docstrings, from mediapipe/util/tflite/operations. No arithmetic is done in 16 bits: weights are cast when the file is loaded.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import tflite
from flatbuffers import flexbuffers
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
_BUILTINS = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}
_DTYPES = {tflite.TensorType.FLOAT32: np.float32, tflite.TensorType.FLOAT16: np.float16, tflite.TensorType.INT32: np.int32}
_NCHW = (0, 3, 1, 2)
_NHWC = (0, 2, 3, 1)


def convert(data: bytes) -> onnx.ModelProto:
    """The bytes of a .tflite file → the same network. KeyError or NotImplementedError for an operator that is not known here."""
    return _Converter(tflite.Model.GetRootAs(data, 0)).convert()


def densify(values: NDArray[Any], shape: tuple[int, ...], sparsity: Any) -> NDArray[Any]:
    """TFLite's sparse tensor (a tree of dense and compressed dimensions, whole or in blocks) → an ordinary array."""
    order, rank = sparsity.TraversalOrderAsNumpy().tolist(), len(shape)
    block_map = sparsity.BlockMapAsNumpy().tolist() if sparsity.BlockMapLength() else []
    dims = [sparsity.DimMetadata(i) for i in range(sparsity.DimMetadataLength())]
    block = {d: dims[level].DenseSize() for level, d in enumerate(order) if d >= rank}
    out = np.zeros(shape, values.dtype)

    def vector(kind: int, table: Any) -> NDArray[Any]:
        types = {1: tflite.Int32Vector, 2: tflite.Uint16Vector, 3: tflite.Uint8Vector}
        typed = types[kind]()
        typed.Init(table.Bytes, table.Pos)
        array: NDArray[Any] = typed.ValuesAsNumpy()
        return array

    def fill(level: int, position: int, index: dict[int, int]) -> None:
        if level == len(order):
            at = [index[d] for d in range(rank)]
            for d, size in block.items():
                at[block_map[d - rank]] = at[block_map[d - rank]] * size + index[d]
            out[tuple(at)] = values[position]
            return
        dim, axis = dims[level], order[level]
        if dim.Format() == tflite.DimensionType.DENSE:
            for i in range(dim.DenseSize()):
                fill(level + 1, position * dim.DenseSize() + i, {**index, axis: i})
            return
        segments = vector(dim.ArraySegmentsType(), dim.ArraySegments())
        indices = vector(dim.ArrayIndicesType(), dim.ArrayIndices())
        for i in range(int(segments[position]), int(segments[position + 1])):
            fill(level + 1, i, {**index, axis: int(indices[i])})

    fill(0, 0, {})
    return out


class _Converter:
    def __init__(self, model: tflite.Model) -> None:
        self.model = model
        self.graph = model.Subgraphs(0)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.values: dict[int, str] = {}  # TFLite tensor → ONNX name, for activations
        self.constants: dict[int, NDArray[Any]] = {}  # TFLite tensor → array as stored, for weights

    def convert(self) -> onnx.ModelProto:
        source = self.graph.Inputs(0)
        shape = self.shape(source)
        self.values[source] = self.emit("Transpose", "input", perm=_NCHW)
        for i in range(self.graph.OperatorsLength()):
            op = self.graph.Operators(i)
            code = self.model.OperatorCodes(op.OpcodeIndex())
            builtin = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            name = code.CustomCode().decode() if builtin == tflite.BuiltinOperator.CUSTOM else _BUILTINS[builtin]
            handler = getattr(self, f"op_{name.lower()}", None)
            if handler is None:
                raise NotImplementedError(name)
            handler(op, [op.Inputs(j) for j in range(op.InputsLength())], op.Outputs(0))
        outputs = [self.output(self.graph.Outputs(i)) for i in range(self.graph.OutputsLength())]
        graph = helper.make_graph(
            self.nodes,
            "mediapipe",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
            outputs,
            self.initializers,
        )
        out = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8, producer_name="limner")
        onnx.checker.check_model(out)
        return out

    # --- tensors

    def shape(self, tensor: int) -> tuple[int, ...]:
        t = self.graph.Tensors(tensor)
        return tuple(t.ShapeAsNumpy().tolist()) if t.ShapeLength() else ()

    def stored(self, tensor: int) -> NDArray[Any]:
        """A constant as the file has it: 16-bit weights stay 16-bit."""
        if tensor not in self.constants:
            t = self.graph.Tensors(tensor)
            raw = self.model.Buffers(t.Buffer()).DataAsNumpy().view(_DTYPES[t.Type()])
            sparsity = t.Sparsity()
            self.constants[tensor] = densify(raw, self.shape(tensor), sparsity) if sparsity else raw.reshape(self.shape(tensor))
        return self.constants[tensor]

    def constant(self, array: NDArray[Any]) -> str:
        """An initializer; 16-bit ones are cast, which ONNX Runtime does once, when it loads the file."""
        name = f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return self.emit("Cast", name, to=TensorProto.FLOAT) if array.dtype == np.float16 else name

    def value(self, tensor: int) -> str:
        """The ONNX name of a tensor, activation or constant."""
        return self.values[tensor] if tensor in self.values else self.constant(self.stored(tensor))

    def emit(self, op_type: str, *inputs: str, **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op_type, list(inputs), [name], **attributes))
        return name

    def reshape(self, name: str, *shape: int) -> str:
        return self.emit("Reshape", name, self.constant(np.array(shape, np.int64)))

    def slice(self, name: str, axis: int, start: int, stop: int) -> str:
        return self.emit("Slice", name, *(self.constant(np.array([v], np.int64)) for v in (start, stop, axis)))

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def nhwc(self, tensor: int) -> str:
        return self.emit("Transpose", self.values[tensor], perm=_NHWC) if len(self.shape(tensor)) == 4 else self.values[tensor]

    def output(self, tensor: int) -> onnx.ValueInfoProto:
        name, shape = self.graph.Tensors(tensor).Name().decode(), self.shape(tensor)
        if shape[1:-1] == (1, 1):
            shape = (1, shape[-1])
        target = self.constant(np.array(shape, np.int64))
        self.nodes.append(helper.make_node("Reshape", [self.nhwc(tensor), target], [name]))
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    # --- TFLite's own operators

    def options(self, op: Any, kind: Any) -> Any:
        table = op.BuiltinOptions()
        options = kind()
        options.Init(table.Bytes, table.Pos)
        return options

    def activated(self, name: str, options: Any) -> str:
        kind = options.FusedActivationFunction()
        if kind == tflite.ActivationFunctionType.NONE:
            return name
        if kind == tflite.ActivationFunctionType.RELU:
            return self.emit("Relu", name)
        if kind == tflite.ActivationFunctionType.RELU6:
            return self.emit("Clip", name, self.number(0), self.number(6))
        raise NotImplementedError(f"fused activation {kind}")

    def pads(self, options: Any, source: int, kernel: tuple[int, int], strides: tuple[int, int]) -> list[int]:
        """TFLite's SAME puts the smaller half first: top, left, bottom, right."""
        if options.Padding() == tflite.Padding.VALID:
            return [0, 0, 0, 0]
        totals = [max(0, (-(-n // s) - 1) * s + k - n) for n, k, s in zip(self.shape(source)[1:3], kernel, strides, strict=True)]
        return [t // 2 for t in totals] + [t - t // 2 for t in totals]

    def convolution(self, op: Any, inputs: list[int], output: int, kind: Any, axes: tuple[int, ...], group: int) -> None:
        options = self.options(op, kind)
        weights = self.stored(inputs[1])
        kernel, strides = weights.shape[1:3], (options.StrideH(), options.StrideW())
        name = self.emit(
            "Conv",
            self.values[inputs[0]],
            self.constant(weights.transpose(axes)),
            self.constant(self.stored(inputs[2])),
            kernel_shape=kernel,
            strides=strides,
            pads=self.pads(options, inputs[0], kernel, strides),
            group=group,
        )
        self.values[output] = self.activated(name, options)

    def op_conv_2d(self, op: Any, inputs: list[int], output: int) -> None:
        self.convolution(op, inputs, output, tflite.Conv2DOptions, (0, 3, 1, 2), 1)

    def op_depthwise_conv_2d(self, op: Any, inputs: list[int], output: int) -> None:
        self.convolution(op, inputs, output, tflite.DepthwiseConv2DOptions, (3, 0, 1, 2), self.shape(inputs[1])[3])

    def op_dequantize(self, op: Any, inputs: list[int], output: int) -> None:
        self.constants[output] = self.stored(inputs[0])

    def op_densify(self, op: Any, inputs: list[int], output: int) -> None:
        self.constants[output] = self.stored(inputs[0])

    def op_relu(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.emit("Relu", self.values[inputs[0]])

    def op_hard_swish(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.emit("HardSwish", self.values[inputs[0]])

    def op_logistic(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.emit("Sigmoid", self.values[inputs[0]])

    def op_prelu(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.emit("PRelu", self.values[inputs[0]], self.constant(self.stored(inputs[1]).transpose(2, 0, 1)))

    def op_add(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.activated(self.emit("Add", *map(self.value, inputs)), self.options(op, tflite.AddOptions))

    def op_mul(self, op: Any, inputs: list[int], output: int) -> None:
        self.values[output] = self.activated(self.emit("Mul", *map(self.value, inputs)), self.options(op, tflite.MulOptions))

    def op_pad(self, op: Any, inputs: list[int], output: int) -> None:
        before_after = self.stored(inputs[1])[list(_NCHW)].T.reshape(-1).astype(np.int64)
        self.values[output] = self.emit("Pad", self.values[inputs[0]], self.constant(before_after))

    def op_max_pool_2d(self, op: Any, inputs: list[int], output: int) -> None:
        options = self.options(op, tflite.Pool2DOptions)
        kernel, strides = (options.FilterHeight(), options.FilterWidth()), (options.StrideH(), options.StrideW())
        pads = self.pads(options, inputs[0], kernel, strides)
        self.values[output] = self.emit("MaxPool", self.values[inputs[0]], kernel_shape=kernel, strides=strides, pads=pads)

    def op_average_pool_2d(self, op: Any, inputs: list[int], output: int) -> None:
        if self.shape(output)[1:3] != (1, 1):
            raise NotImplementedError("average over part of the picture")
        self.values[output] = self.emit("GlobalAveragePool", self.values[inputs[0]])

    def op_mean(self, op: Any, inputs: list[int], output: int) -> None:
        if sorted(self.stored(inputs[1]).reshape(-1).tolist()) != [1, 2] or len(self.shape(inputs[0])) != 4:
            raise NotImplementedError("mean over anything but a whole picture")
        name = self.emit("GlobalAveragePool", self.values[inputs[0]])  # (1, c, 1, 1)
        self.values[output] = name if len(self.shape(output)) == 4 else self.reshape(name, *self.shape(output))

    def op_fully_connected(self, op: Any, inputs: list[int], output: int) -> None:
        options = self.options(op, tflite.FullyConnectedOptions)
        weights = self.stored(inputs[1])  # (out, in)
        flat = self.reshape(self.nhwc(inputs[0]), 1, weights.shape[1])
        name = self.emit("Gemm", flat, self.constant(weights), self.constant(self.stored(inputs[2])), transB=1)
        self.values[output] = self.activated(name, options)

    def op_concatenation(self, op: Any, inputs: list[int], output: int) -> None:
        axis = self.options(op, tflite.ConcatenationOptions).Axis()
        if len(self.shape(output)) != 3:
            raise NotImplementedError("concatenation of pictures")
        self.values[output] = self.emit("Concat", *map(self.value, inputs), axis=axis)

    def op_reshape(self, op: Any, inputs: list[int], output: int) -> None:
        shape = self.shape(output)
        name = self.reshape(self.nhwc(inputs[0]), *shape)
        self.values[output] = self.emit("Transpose", name, perm=_NCHW) if len(shape) == 4 else name

    def op_strided_slice(self, op: Any, inputs: list[int], output: int) -> None:
        if self.shape(inputs[0]) != self.shape(output):
            raise NotImplementedError("a slice that leaves something out")
        self.values[output] = self.values[inputs[0]]

    def op_resize_bilinear(self, op: Any, inputs: list[int], output: int) -> None:
        options = self.options(op, tflite.ResizeBilinearOptions)
        if options.AlignCorners() or not options.HalfPixelCenters():
            raise NotImplementedError("resize without half-pixel centres")
        _, h, w, c = self.shape(output)
        sizes = self.constant(np.array([1, c, h, w], np.int64))
        self.values[output] = self.emit(
            "Resize", self.values[inputs[0]], "", "", sizes, mode="linear", coordinate_transformation_mode="half_pixel"
        )

    def op_depth_to_space(self, op: Any, inputs: list[int], output: int) -> None:
        size = self.options(op, tflite.DepthToSpaceOptions).BlockSize()
        self.values[output] = self.emit("DepthToSpace", self.values[inputs[0]], blocksize=size, mode="DCR")

    # --- MediaPipe's own operators

    def op_convolution2dtransposebias(self, op: Any, inputs: list[int], output: int) -> None:
        """Transposed convolution with bias; its three int32 options are padding (1 = SAME), stride x, stride y."""
        padding, stride_w, stride_h = op.CustomOptionsAsNumpy().view(np.int32)[:3].tolist()
        weights = self.stored(inputs[1])  # (out, h, w, in)
        if padding != 1 or weights.shape[1:3] != (stride_h, stride_w):
            raise NotImplementedError("transposed convolution whose kernels overlap")
        self.values[output] = self.emit(
            "ConvTranspose",
            self.values[inputs[0]],
            self.constant(weights.transpose(3, 0, 1, 2)),
            self.constant(self.stored(inputs[2])),
            strides=(stride_h, stride_w),
        )

    def op_landmarks2transformmatrix(self, op: Any, inputs: list[int], output: int) -> None:
        """(1, n, 3) points → (1, 4, 4), from a crop's pixels to where it lies: the box of a subset of the points, turned so that
        two of them are level, times a scale. Its x and y sizes differ."""
        options = flexbuffers.Loads(op.CustomOptionsAsNumpy().tobytes())
        if options["target_rotation_radians"] != 0:
            raise NotImplementedError("a tilted target")
        points = self.slice(self.values[inputs[0]], 2, 0, 2)
        ends = [self.slice(points, 1, i, i + 1) for i in (options["left_rotation_idx"], options["right_rotation_idx"])]
        across = self.emit("Sub", ends[1], ends[0])  # (1, 1, 2)
        direction = self.emit("Div", across, self.emit("ReduceL2", across, axes=[2]))
        cos, sin = self.slice(direction, 2, 0, 1), self.slice(direction, 2, 1, 2)  # (1, 1, 1)
        minus_sin = self.emit("Neg", sin)
        # Rows of `turn` are the crop's axes: points @ turn^T is level, and level @ turn is back in place.
        turn = self.emit("Concat", self.emit("Concat", cos, sin, axis=2), self.emit("Concat", minus_sin, cos, axis=2), axis=1)  # (1, 2, 2)
        back = self.emit("Transpose", turn, perm=(0, 2, 1))
        subset = self.emit("Gather", points, self.constant(np.array(options["subset_idxs"], np.int64)), axis=1)
        level = self.emit("MatMul", subset, back)
        low, high = self.emit("ReduceMin", level, axes=[1]), self.emit("ReduceMax", level, axes=[1])  # (1, 1, 2)
        middle = self.emit("MatMul", self.emit("Mul", self.emit("Add", low, high), self.number(0.5)), turn)
        crop = np.array([options["output_width"], options["output_height"]], np.float32)
        factor = np.array([options["scale_x"], options["scale_y"]], np.float32) / crop
        scale = self.emit("Mul", self.emit("Sub", high, low), self.constant(factor.reshape(1, 1, 2)))
        matrix = self.emit("Mul", back, scale)  # (1, 2, 2), columns scaled
        corner = self.emit("MatMul", matrix, self.constant((crop / 2).reshape(1, 2, 1)))
        shift = self.emit("Sub", self.reshape(middle, 1, 2, 1), corner)
        top = self.emit("Concat", matrix, self.constant(np.zeros((1, 2, 1), np.float32)), shift, axis=2)
        bottom = self.constant(np.array([[[0, 0, 1, 0], [0, 0, 0, 1]]], np.float32))
        self.values[output] = self.emit("Concat", top, bottom, axis=1)

    def transformed(self, points: str, matrix: str) -> str:
        """(1, n, 2) points (z = 0) through a (1, 4, 4) matrix → (1, n, 2)."""
        rows = self.slice(matrix, 1, 0, 2)
        linear = self.emit("Transpose", self.slice(rows, 2, 0, 2), perm=(0, 2, 1))
        shift = self.emit("Transpose", self.slice(rows, 2, 3, 4), perm=(0, 2, 1))
        return self.emit("Add", self.emit("MatMul", points, linear), shift)

    def op_transformlandmarks(self, op: Any, inputs: list[int], output: int) -> None:
        """(1, n, 2) points through a (1, 4, 4) matrix."""
        self.values[output] = self.transformed(self.values[inputs[0]], self.values[inputs[1]])

    def op_transformtensorbilinear(self, op: Any, inputs: list[int], output: int) -> None:
        """Crop of a feature map: pixel centres of the crop through the matrix, bilinear there, zero where that leaves the map.

        GridSample alone would fade out over the outer half pixel instead, hence the mask.
        """
        _, height, width, _ = self.shape(inputs[0])
        _, rows, columns, _ = self.shape(output)
        y, x = np.mgrid[:rows, :columns].astype(np.float32) + np.float32(0.5)
        centres = self.constant(np.stack([x, y], -1).reshape(1, -1, 2))
        at = self.transformed(centres, self.values[inputs[1]])  # in the map's pixels, centres at .5
        size = np.array([width, height], np.float32)
        inside = self.emit(
            "And",
            self.emit("GreaterOrEqual", at, self.number(0.5)),
            self.emit("LessOrEqual", at, self.constant(size - np.float32(0.5))),
        )
        mask = self.emit("ReduceMin", self.emit("Cast", inside, to=TensorProto.FLOAT), axes=[2])
        grid = self.emit("Sub", self.emit("Mul", at, self.constant(2 / size)), self.number(1))
        crop = self.emit(
            "GridSample",
            self.values[inputs[0]],
            self.reshape(grid, 1, rows, columns, 2),
            mode="bilinear",
            padding_mode="zeros",
            align_corners=0,
        )
        self.values[output] = self.emit("Mul", crop, self.reshape(mask, 1, 1, rows, columns))
