using FolioModel.Cli.Explain;
using FolioModel.Groups;
using FolioModel.Reclaim;

namespace FolioModel.Cli.Content.Core;

/// <summary>A base of the scenarios of reclaim: a machine with one group, a file and a note of each decision.</summary>
internal abstract class PressureScenario : Scenario, IReclaimObserver
{
    private readonly List<(ulong Page, FolioVerdict Verdict)> _verdicts = [];

    public override IReadOnlyList<ScenarioOption> Options => [];

    /// <summary>The decisions of the run, in order, by page of the file.</summary>
    protected IReadOnlyList<(ulong Page, FolioVerdict Verdict)> Verdicts => _verdicts;

    void IReclaimObserver.Judged(Folio folio, AddressSpace? mapping, FolioVerdict verdict) => _verdicts.Add((folio.Index.Value, verdict));

    /// <summary>Builds the machine; its current task belongs to the group.</summary>
    protected (Machine Machine, MemoryGroup Group, AddressSpace File) Build(bool multiGeneration)
    {
        _verdicts.Clear();
        Machine machine = new(new MachineOptions
        {
            Pages = 4096,
            Cpus = 1,
            MemoryGroups = 1,
            Ledger = true,
            LockChecking = true,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        MemoryGroup group = machine.CreateGroup("group");
        machine.Current.Group = group;
        machine.ReclaimObserver = this;
        AddressSpace file = machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "data", Size = 4096L << PageSize.Shift, MaxOrder = Order.Zero });
        return (machine, group, file);
    }

    /// <summary>Reads a page: from the cache, or into it.</summary>
    protected static Folio Read(AddressSpace file, ulong page)
    {
        FolioResult result = file.Pages.GetFolio(new PageIndex(page));
        if (result.IsOk)
        {
            result.Folio.MarkAccessed();
        }
        else
        {
            result = file.Pages.GrabFolio(new PageIndex(page));
            result.Folio.MarkUptodate();
            result.Folio.Unlock();
        }

        result.Folio.Put();
        return result.Folio;
    }

    /// <summary>The decision about a page, in words.</summary>
    protected FolioVerdict VerdictOn(ulong page) => _verdicts.Last(v => v.Page == page).Verdict;
}
