using System.Runtime.InteropServices;

namespace FolioModel.XArrays;

/// <summary>The fields of a node besides its slots and marks: eight bytes, so that eight headers share a cache line.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct XNodeHeader
{
    private const byte RetiredBit = 0x80;

    /// <summary>The parent node, or -1 at the head. On the free list: the next free node.</summary>
    internal int Parent;

    private byte _shift;
    internal byte Offset;
    internal byte Count;

    /// <summary>Eight bits wide and wrapping, as in the kernel: see the quirk family of recordings.</summary>
    internal byte ValueCount;

    internal readonly int Shift => _shift & ~RetiredBit;

    internal readonly bool IsRetired => (_shift & RetiredBit) != 0;

    internal void Begin(int shift, int parent)
    {
        _shift = (byte)shift;
        Parent = parent;
        Count = 0;
        ValueCount = 0;
    }

    internal void Retire() => _shift |= RetiredBit;
}
