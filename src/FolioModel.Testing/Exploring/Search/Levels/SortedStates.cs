using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FolioModel.Testing.Search;

/// <summary>Fingerprints in a file, sorted; the first one of each block is kept in memory, so that a look-up reads one block.</summary>
/// <remarks>The file is temporary: it goes away with the process. What a shared search keeps lies in its folder.</remarks>
internal sealed class SortedStates : IDisposable
{
    private const int StatesOfBlock = 256;
    private const int BytesOfState = 16;

    private readonly SafeFileHandle _file;
    private readonly UInt128[] _firsts;

    private SortedStates(SafeFileHandle file, UInt128[] firsts, long count)
    {
        _file = file;
        _firsts = firsts;
        Count = count;
    }

    public long Count { get; }

    public long Bytes => (long)_firsts.Length * BytesOfState;

    public static SortedStates Write(IEnumerable<UInt128> sorted, string? folder)
    {
        string path = Path.Combine(folder ?? Path.GetTempPath(), $"folio-states-{Guid.NewGuid():n}");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        List<UInt128> firsts = [];
        byte[] block = new byte[StatesOfBlock * BytesOfState];
        long count = 0;
        int inBlock = 0;
        foreach (UInt128 fingerprint in sorted)
        {
            if (inBlock == 0)
            {
                firsts.Add(fingerprint);
            }

            BinaryPrimitives.WriteUInt128LittleEndian(block.AsSpan(inBlock++ * BytesOfState), fingerprint);
            count++;
            if (inBlock == StatesOfBlock)
            {
                RandomAccess.Write(file, block, (count - inBlock) * BytesOfState);
                inBlock = 0;
            }
        }

        RandomAccess.Write(file, block.AsSpan(0, inBlock * BytesOfState), (count - inBlock) * BytesOfState);
        return new SortedStates(file, [.. firsts], count);
    }

    /// <summary>Makes one file of several, which have no state in common.</summary>
    public static SortedStates Join(IReadOnlyList<SortedStates> files, string? folder) => Write(Merged(files), folder);

    public bool Contains(UInt128 fingerprint)
    {
        int block = Array.BinarySearch(_firsts, fingerprint);
        if (block >= 0)
        {
            return true;
        }

        block = ~block - 1;
        if (block < 0)
        {
            return false;
        }

        Span<UInt128> states = stackalloc UInt128[StatesOfBlock];
        return states[..Read(block, states)].BinarySearch(fingerprint) >= 0;
    }

    public void Dispose() => _file.Dispose();

    private static IEnumerable<UInt128> Merged(IReadOnlyList<SortedStates> files)
    {
        PriorityQueue<IEnumerator<UInt128>, UInt128> next = new();
        foreach (SortedStates file in files)
        {
            Put(next, file.All().GetEnumerator());
        }

        while (next.TryDequeue(out IEnumerator<UInt128>? states, out UInt128 least))
        {
            yield return least;
            Put(next, states);
        }
    }

    private static void Put(PriorityQueue<IEnumerator<UInt128>, UInt128> queue, IEnumerator<UInt128> states)
    {
        if (states.MoveNext())
        {
            queue.Enqueue(states, states.Current);
        }
    }

    private IEnumerable<UInt128> All()
    {
        UInt128[] states = new UInt128[StatesOfBlock];
        for (int block = 0; block < _firsts.Length; block++)
        {
            int count = Read(block, states);
            for (int i = 0; i < count; i++)
            {
                yield return states[i];
            }
        }
    }

    /// <summary>Files do not leave the machine that wrote them, so that their bytes are in its order.</summary>
    private int Read(int block, Span<UInt128> states) =>
        RandomAccess.Read(_file, MemoryMarshal.AsBytes(states), (long)block * StatesOfBlock * BytesOfState) / BytesOfState;
}
