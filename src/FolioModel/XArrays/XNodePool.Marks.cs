using System.Numerics;
using System.Runtime.CompilerServices;

namespace FolioModel.XArrays;

public sealed partial class XNodePool
{
    // One jagged array per mark: [mark][section][node in section]. A missing section reads as "no bit set".
    private readonly ulong[]?[][] _marks = [[], [], []];

    internal ulong FullMap => ulong.MaxValue >> (64 - (1 << ChunkShift));

    private long MarkBytes => _marks.Sum(static sections => sections.Sum(static s => (s?.LongLength ?? 0) * sizeof(ulong)));

    /// <summary>The bitmap of one mark: bit i for slot i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Marks(int node, int mark)
    {
        if (AccessTracking.IsOn)
        {
            TrackNode(node);
        }

        ulong[]?[] sections = _marks[mark];
        int section = node >> SectionShift;
        return (uint)section < (uint)sections.Length && sections[section] is { } maps ? maps[node & SectionMask] : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasMark(int node, int offset, int mark) => (Marks(node, mark) >> offset & 1) != 0;

    /// <summary>The bitmap for writing; comes into being on first use.</summary>
    internal ref ulong MarksForUpdate(int node, int mark)
    {
        if (AccessTracking.IsOn)
        {
            TrackNode(node);
        }

        int section = node >> SectionShift;
        if (_marks[mark].Length <= section)
        {
            Array.Resize(ref _marks[mark], _slots.Length);
        }

        ref ulong[]? maps = ref _marks[mark][section];
        maps ??= new ulong[_headers[section].Length];
        return ref maps[node & SectionMask];
    }

    /// <summary>The first slot at or after <paramref name="offset"/> whose bit is set, or the number of slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int NextMarked(int node, int offset, int mark)
    {
        int slots = 1 << ChunkShift;
        ulong map = offset < slots ? Marks(node, mark) & (ulong.MaxValue << offset) : 0;
        return map != 0 ? BitOperations.TrailingZeroCount(map) : slots;
    }

    private void ClearMarks(int node)
    {
        int section = node >> SectionShift;
        foreach (ulong[]?[] sections in _marks)
        {
            if (section < sections.Length && sections[section] is { } maps)
            {
                maps[node & SectionMask] = 0;
            }
        }
    }

    private void GrowMarksOfFirstSection(int nodes)
    {
        foreach (ulong[]?[] sections in _marks)
        {
            if (sections.Length > 0 && sections[0] is not null)
            {
                Array.Resize(ref sections[0], nodes);
            }
        }
    }
}
