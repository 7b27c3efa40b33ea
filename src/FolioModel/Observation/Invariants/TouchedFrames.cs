using System.Runtime.CompilerServices;

namespace FolioModel.Observation;

/// <summary>The frames whose state may have changed since the last check, each once.</summary>
internal sealed class TouchedFrames(int pages)
{
    private readonly bool[] _isTouched = new bool[pages];
    private int[] _frames = new int[64];
    private int _count;

    public ReadOnlySpan<int> Frames => _frames.AsSpan(0, _count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int pfn)
    {
        if (!_isTouched[pfn])
        {
            Append(pfn);
        }
    }

    public void Clear()
    {
        foreach (int pfn in Frames)
        {
            _isTouched[pfn] = false;
        }

        _count = 0;
    }

    private void Append(int pfn)
    {
        _isTouched[pfn] = true;
        if (_count == _frames.Length)
        {
            Array.Resize(ref _frames, _count * 2);
        }

        _frames[_count++] = pfn;
    }
}
