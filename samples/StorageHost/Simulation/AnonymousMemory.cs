namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>The anonymous memory of a process: huge pages where memory has them, as <c>transparent_hugepage=always</c> gives.</summary>
/// <remarks>The node has no swap in use: what a process touched stays until it is freed.</remarks>
internal sealed class AnonymousMemory(Machine machine)
{
    private const long HugeBytes = 512L * PageSize.Bytes;

    private readonly List<Folio> _folios = [];
    private long _room;

    /// <summary>The memory that was touched last, or <c>default</c>.</summary>
    public Folio Last => _folios.Count == 0 ? default : _folios[^1];

    /// <summary>Memory at an offset from the start, or <c>default</c>; exact where all of it is huge.</summary>
    public Folio At(long offset) => _folios.Count == 0 ? default : _folios[(int)Math.Min(offset / HugeBytes, _folios.Count - 1)];

    /// <summary>Touches more memory.</summary>
    /// <exception cref="InvalidOperationException">The machine is out of memory.</exception>
    public void Touch(long bytes)
    {
        while (bytes > _room)
        {
            bytes -= _room;
            _room = 0;
            Folio folio = machine.Allocator.AllocateFolio(Order.Pmd, GfpFlags.HighUserMovable | GfpFlags.NoRetry | GfpFlags.NoWarn);
            if (folio.IsNone)
            {
                folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            }

            if (folio.IsNone)
            {
                throw new InvalidOperationException("out of memory: the workload needs more than the machine has, and nothing is swapped");
            }

            _folios.Add(folio);
            _room = (long)folio.Pages * PageSize.Bytes;
        }

        _room -= bytes;
    }

    /// <summary>Frees memory, the latest first.</summary>
    public void Free(long bytes)
    {
        while (bytes > 0 && _folios.Count > 0)
        {
            Folio folio = _folios[^1];
            bytes -= (long)folio.Pages * PageSize.Bytes;
            _folios.RemoveAt(_folios.Count - 1);
            folio.Put();
        }

        _room = 0;
    }

    public void FreeAll() => Free(long.MaxValue);
}
