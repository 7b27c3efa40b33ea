using System.Runtime.CompilerServices;

namespace FolioModel.Reclaim;

/// <summary>
/// A cache of exactly so many pages under a policy, and nothing else of the kernel: what simulators of eviction policies run.
/// </summary>
/// <remarks>
/// <para>The policy is the same that <see cref="Machine.ReclaimPolicy"/> takes, its lists and hooks are the same code, and it decides the
/// same. What stands behind a folio is missing: there is no tree, no reference, no lock and no batch. A folio's <see cref="Folio.Index"/>
/// is the number of the page, and <see cref="Folio.Mapping"/> is one file for all; a policy that looks at anything else of a folio needs a
/// machine.</para>
/// <para>An access allocates nothing. Threads may use a cache one after another.</para>
/// </remarks>
/// <example><code>
/// PolicyCache cache = new(new LruPolicy(), 100_000);
/// cache.Access([1, 2, 3, 1]);
/// Console.WriteLine($"{cache.Hits} of {cache.Accesses}");
/// </code></example>
public sealed class PolicyCache
{
    /// <summary>Frames beyond the cache: the allocator keeps some back for those who may not wait.</summary>
    private const int SpareFrames = 1 << 13;

    /// <summary>How many accesses ahead the processor is asked for a table's slot, a folio's links, and those of its neighbours.</summary>
    private const int SlotAhead = 24;
    private const int LinksAhead = 12;
    private const int NeighboursAhead = 6;
    private const int VictimsAhead = 4;

    private readonly Machine _machine;
    private readonly MemoryMap _map;
    private readonly AddressSpace _file;
    private readonly PolicyBinding _binding;
    private readonly ResidentPages _resident;
    private readonly List<Folio> _chosen = new(1);
    private readonly int[] _frames;
    private int _filled;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="policy">The policy, attached to nothing yet.</param>
    /// <param name="capacity">How many pages it holds, at least 1.</param>
    public PolicyCache(IReclaimPolicy policy, int capacity)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _machine = new Machine(new MachineOptions
        {
            Pages = checked(capacity + (capacity / 16) + SpareFrames),
            Cpus = 1,
            DirectReclaim = false,
        });
        _map = _machine.Map;
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "pages", MaxOrder = Order.Zero });
        _binding = new PolicyBinding(_machine, policy, isBare: true);
        _resident = new ResidentPages(capacity);
        _frames = new int[capacity];
        _machine.HandOver();
    }

    /// <summary>How many pages the cache holds at most.</summary>
    public int Capacity => _frames.Length;

    /// <summary>How many pages it holds.</summary>
    public int Count => _filled;

    /// <summary>Accesses so far.</summary>
    public long Accesses { get; private set; }

    /// <summary>Accesses that found their page.</summary>
    public long Hits { get; private set; }

    /// <summary>Pages evicted.</summary>
    public long Evictions { get; private set; }

    /// <summary>Misses of pages that had been in the cache before.</summary>
    public long Refaults { get; private set; }

    /// <summary>Whether a page is in the cache. This is no access.</summary>
    /// <param name="page">The number of the page.</param>
    public bool Contains(ulong page) => _resident.FrameOf(page) >= 0;

    /// <summary>
    /// Accesses pages, in order. A page that is not there enters, and when the cache is full the policy chooses one to go.
    /// </summary>
    /// <param name="pages">The numbers of the pages.</param>
    /// <exception cref="InvalidOperationException">The policy chose nothing to evict.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Access(ReadOnlySpan<ulong> pages)
    {
        Accesses += pages.Length;
        int hits = 0;
        for (int i = 0; i < pages.Length; i++)
        {
            if (i + SlotAhead < pages.Length)
            {
                FetchAhead(pages, i);
            }

            int frame = _resident.FrameOf(pages[i]);
            if (frame >= 0)
            {
                hits++;
                _binding.Accessed(frame);
            }
            else
            {
                Bring(pages[i]);
            }
        }

        Hits += hits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FetchAhead(ReadOnlySpan<ulong> pages, int i)
    {
        _resident.Prefetch(pages[i + SlotAhead]);
        int soon = _resident.FrameOf(pages[i + LinksAhead]);
        if (soon >= 0)
        {
            _binding.Lists.Prefetch(soon, neighbours: false);
        }

        int next = _resident.FrameOf(pages[i + NeighboursAhead]);
        if (next >= 0)
        {
            _binding.Lists.Prefetch(next, neighbours: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bring(ulong page)
    {
        int frame = _filled < _frames.Length ? _frames[_filled++] = NewFrame() : Evict();
        ref PageDescriptor descriptor = ref _map[frame];
        descriptor.Index = page;
        Refaults += _resident.Enter(page, frame) ? 1 : 0;
        _binding.Added(new Folio(_machine, frame));
    }

    private int NewFrame()
    {
        Folio folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        folio.Page.Mapping = _file.Id;
        _machine.HandOver();
        return folio.Frame;
    }

    /// <summary>Takes the frame of the page that the policy chooses; its handles no longer fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Evict()
    {
        _binding.Choose(1, _chosen);
        if (_chosen.Count == 0)
        {
            throw new InvalidOperationException($"policy '{_binding.Policy.Name}' chose nothing to evict from a full cache");
        }

        Folio folio = _chosen[0];
        _chosen.Clear();
        FetchNextVictims(folio.Frame);
        _binding.Removed(folio);
        ref PageDescriptor descriptor = ref _map[folio.Frame];
        _resident.Leave(descriptor.Index);
        descriptor.NextGeneration();
        Evictions++;
        return folio.Frame;
    }

    /// <summary>The folios behind the one that goes are likely to go next: asks the processor for what their eviction will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FetchNextVictims(int frame)
    {
        PolicyLists lists = _binding.Lists;
        int second = lists.NextOf(lists.NextOf(frame));
        int far = second;
        for (int i = 0; i < VictimsAhead; i++)
        {
            far = lists.NextOf(far);
        }

        _map.Prefetch(far);
        lists.Prefetch(far, neighbours: false);
        if (second < _map.Pages)
        {
            _resident.Prefetch(_map[second].Index);
        }
    }
}
