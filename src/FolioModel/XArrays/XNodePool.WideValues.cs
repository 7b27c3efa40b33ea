using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FolioModel.XArrays;

/// <content>Values of more than 29 bits do not fit a 32-bit slot beside the tags; they live here, one place per slot that holds
/// one.</content>
public sealed partial class XNodePool
{
    private ulong[] _wide = [];
    private int _wideNext;
    private int _wideFree = NoNode;

    /// <summary>Places of the side table in use.</summary>
    internal int WideValues { get; private set; }

    private long WideBytes => _wide.LongLength * sizeof(ulong);

    /// <summary>The word for an entry; takes a place in the side table if the value needs one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Encode(XEntry entry) => entry.Raw <= XWord.LastPlain ? (uint)entry.Raw : EncodeLarge(entry);

    /// <summary>The entry that a word stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal XEntry Decode(uint word) => word <= XWord.LastPlain ? new XEntry(word) : DecodeLarge(word);

    /// <summary>Gives back the place of a word that is about to be overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release(uint word)
    {
        if (XWord.IsWide(word))
        {
            ReleaseWide(word);
        }
    }

    /// <summary>Asks the processor for the place of a wide value, if the word stands for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void PrefetchWide(uint word)
    {
        if (Sse.IsSupported && XWord.IsWide(word))
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _wide[WidePlace(word)]));
        }
    }

    private static int WidePlace(uint word) => (int)((word & ~XWord.WideTag) >> 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint EncodeLarge(XEntry entry)
    {
        if (entry.IsNode)
        {
            return XWord.Node(entry.NodeId);
        }

        if (!entry.IsValue)
        {
            throw new ArgumentException($"the entry {entry} cannot be stored", nameof(entry));
        }

        int place = _wideFree;
        if (place >= 0)
        {
            _wideFree = (int)_wide[place] - 1;
        }
        else
        {
            if (_wideNext == _wide.Length)
            {
                Array.Resize(ref _wide, Math.Max(16, _wide.Length * 2));
            }

            place = _wideNext++;
        }

        WideValues++;
        _wide[place] = entry.Raw;
        return XWord.WideTag | ((uint)place << 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private XEntry DecodeLarge(uint word) =>
        XWord.IsNode(word) ? XEntry.FromNode(XWord.NodeId(word)) : new XEntry(_wide[WidePlace(word)]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseWide(uint word)
    {
        int place = WidePlace(word);
        _wide[place] = (ulong)(_wideFree + 1);
        _wideFree = place;
        WideValues--;
    }
}
