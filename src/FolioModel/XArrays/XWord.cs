using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

/// <summary>The 32-bit form in which a node's slot keeps an <see cref="XEntry"/>.</summary>
/// <remarks>
/// Up to and including <see cref="LastPlain"/> a word is the entry itself. Above it, bit 31 marks a child node, which makes
/// the test on the way down the tree a sign test, and bit 30 with bit 0 a value of more than 29 bits that lives in the pool's side table.
/// </remarks>
internal static class XWord
{
    internal const uint LastPlain = 0x4000_0000;
    internal const uint NodeBit = 0x8000_0000;
    internal const uint WideTag = 0x4000_0001;
    internal const uint Retry = (256 << 2) | 2;
    internal const uint Zero = (257 << 2) | 2;
    private const uint SiblingLimit = (63 << 2) | 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsNode(uint word) => (int)word < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsValue(uint word) => (word & (NodeBit | 1)) == 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSibling(uint word) => word < SiblingLimit && (word & 3) == 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWide(uint word) => (word & (NodeBit | WideTag)) == WideTag;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPointer(uint word) => (word & 3) == 0 && word - 1 < LastPlain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Sibling(int slot) => ((uint)slot << 2) | 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SiblingSlot(uint word) => (int)(word >> 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Node(int node) => NodeBit | (uint)node;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int NodeId(uint word) => (int)(word & ~NodeBit);
}
