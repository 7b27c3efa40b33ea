using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>The machine on which all traces of a file were recorded: its swap device, and the memory of other processes.</summary>
internal sealed class RecordedMachine
{
    /// <summary>The kinds of files that traces on this machine watch.</summary>
    public const string Shmem = "shmem";

    public const string GuestMemfd = "guest_memfd";

    /// <summary>64 MiB, as the recorded device.</summary>
    private const int SwapPages = 16384;

    private const int MachinePages = 1 << 16;

    /// <summary>
    /// Pages of other processes on the active anonymous list. A page that came back from swap after 512 others were evicted was active, so
    /// there were more than that; one that came back while there was no swap was not, so hardly any were a file's.
    /// </summary>
    private const int OtherPages = 4096;

    public RecordedMachine(bool ledger)
    {
        Machine = new Machine(new MachineOptions { Pages = MachinePages, Ledger = ledger, Contents = true });
        Mount = new ShmemMount(Machine);
        ShmemFile others = Mount.CreateFile(new ShmemOptions { Name = "other processes" });
        for (int page = 0; page < OtherPages; page++)
        {
            Folio folio = others.GetFolio(new PageIndex((ulong)page), ShmemGetMode.Write).Folio;
            folio.MarkAccessed();
            folio.Unlock();
            folio.Put();
        }

        Machine.Batches.DrainAll();
    }

    public Machine Machine { get; }

    public ShmemMount Mount { get; }

    public SwapArea? Swap { get; private set; }

    public HoldingDevice Device { get; } = new();

    public void SwapOn() => Swap = Machine.Swap.SwapOn(SwapPages, Device);

    public Errno SwapOff()
    {
        Errno error = Machine.Swap.SwapOff(Swap!);
        Swap = error == Errno.None ? null : Swap;
        return error;
    }

    /// <summary>
    /// A device that can take a reference on a folio just before it is written, as the recorder did to keep it in the swap cache.
    /// </summary>
    internal sealed class HoldingDevice : SwapDevice
    {
        public Action<Folio>? Writing { get; set; }

        public override bool Write(Folio folio, SwapEntry entry)
        {
            Writing?.Invoke(folio);
            return true;
        }
    }
}
