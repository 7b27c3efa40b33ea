namespace FolioModel.Workloads.Running;

/// <summary>
/// A cache of exactly so many objects, each one page of one file: the policies as simulators of caches run them. The folios are real
/// ones, with their references and their lists.
/// </summary>
internal sealed class ObjectCache : ReplayCache
{
    /// <summary>Frames beyond the cache: those in per-CPU lists and batches, and the marks below which an allocation is slow.</summary>
    private const int SpareFrames = 1 << 13;

    private static readonly PageCount s_one = new(1);

    private readonly Machine _machine;
    private readonly AddressSpace _file;
    private readonly PageIndices _objects = new();
    private long _resident;
    private long _evictions;

    public ObjectCache(ReplayPolicy policy, long objects)
        : base(policy, objects)
    {
        _machine = new Machine(new MachineOptions
        {
            Pages = checked((int)(objects + (objects / 16) + SpareFrames)),
            Cpus = 1,
            DirectReclaim = false,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = policy.MultiGeneration },
        })
        {
            ReclaimPolicy = policy.Create!(objects),
        };
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "objects", MaxOrder = Order.Zero });
    }

    public override void HandOver() => _machine.HandOver();

    public override void Access(ReadOnlySpan<TraceRequest> requests)
    {
        Accesses += requests.Length;
        foreach (ref readonly TraceRequest request in requests)
        {
            PageIndex index = new((ulong)_objects.Of(PageIndices.KeyOf(request.File, request.FirstPage), out bool isNew));
            Folio found = isNew ? default : _file.Pages.GetFolio(index, FindFolioFlags.Accessed, GfpFlags.None, default).Folio;
            if (found.IsNone)
            {
                Refaults += isNew ? 0 : 1;
                Bring(index);
            }
            else
            {
                Hits++;
                found.Put();
            }
        }
    }

    public override ReplayResult Result() => new()
    {
        Policy = Policy.Name,
        MemoryPages = Memory,
        Accesses = Accesses,
        Hits = Hits,
        Evictions = _evictions,
        Refaults = Refaults,
        Scanned = _evictions,
        Written = Written,
    };

    private void Bring(PageIndex index)
    {
        if (_resident == Memory)
        {
            if (_machine.EvictByPolicy(s_one).Value == 0)
            {
                throw new InvalidOperationException($"policy '{Policy.Name}' chose nothing to evict from a full cache");
            }

            _evictions++;
            _resident--;
        }

        Folio folio = _file.Pages.GrabFolio(index).Folio;
        folio.MarkUptodate();
        folio.Unlock();
        folio.Put();
        _resident++;
    }
}
