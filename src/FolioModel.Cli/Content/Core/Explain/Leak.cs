using System.Runtime.CompilerServices;
using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>A caller forgets its put: the ledger knows where the reference was taken.</summary>
internal sealed class Leak : Scenario
{
    public override string Name => "leak";

    public override string Summary => "a caller forgets its folio_put(): what does the ledger say?";

    public override IReadOnlyList<ScenarioOption> Options => [ScenarioOption.Kernel];

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfileOf(request), callSites: true);
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data" });
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        Folio folio;
        using (machine.Current.Enter("my_write"))
        {
            folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
            folio.Unlock();
            folio.Put();
        }

        machine.Batches.DrainAll();
        using (machine.Current.Enter("ReadWithoutPut"))
        {
            ReadWithoutPut(file);
        }

        file.Truncate(default, ByteOffset.ToEnd);
        machine.Batches.DrainAll();
        machine.Observer = null;
        List<string> report = [.. machine.Ledger!.Outstanding().Select(o => $"outstanding on {o.Folio}: {o.Holder}")];
        recorder.AddState(folio, "(afterwards)", "out of the file, on no list, and still not free");
        ReferenceHolder holder = machine.Ledger.Outstanding()[0].Holder;
        string answer = $"{machine.Ledger.Outstanding().Length} reference is outstanding: {holder.Kind.Name}, taken at {holder.CallSite} "
            + $"and never dropped, so that the folio is not freed although it left the file.";
        return new Explanation(Name, Summary, machine.Profile.Name, 0, $"{report.Count} leaked", recorder.Steps, answer, report);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadWithoutPut(AddressSpace file)
    {
        Folio folio = file.Pages.GetFolio(PageIndex.Zero).Folio;
        if (folio.Has(FolioFlags.Uptodate))
        {
            folio.Put();
        }
    }
}
