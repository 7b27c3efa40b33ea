using FolioModel.Cli.Modules;
using FolioModel.Gmem;
using FolioModel.Observation;
using FolioModel.Testing;

namespace FolioModel.Tests.Explain;

/// <summary>Every step says on whose behalf it happened, and every answer follows what the ledger saw.</summary>
[TestFixture]
internal sealed class CallerTests
{
    private static IEnumerable<TestCaseData> Runs() =>
        from scenario in ModuleSet.BuiltIn.Scenarios
        from switches in Subsets([.. scenario.Options.Where(o => !o.HasValue).Select(o => o.Name)])
        from order in scenario.Options.Any(o => o.Name == "order") ? new int?[] { null, 9 } : [null]
        select new TestCaseData(scenario, order, switches).SetArgDisplayNames(scenario.Name, $"{order}", string.Join(",", switches));

    [TestCaseSource(nameof(Runs))]
    public void No_step_is_without_a_caller_and_options_that_do_not_fit_are_refused_by_name(
        Scenario scenario, int? order, string[] switches)
    {
        Explanation explanation;
        try
        {
            explanation = scenario.Run(new ExplainRequest { Order = order, Switches = switches.ToHashSet() });
        }
        catch (UsageException refused)
        {
            IEnumerable<string> given = switches.Select(static name => $"--{name}").Concat(order is null ? [] : [$"order {order}"]);
            Assert.That(given.Any(refused.Message.Contains), Is.True, $"the refusal names none of the options: {refused.Message}");
            Assert.That(order is not null || switches.Length > 1, Is.True, $"a switch alone is refused: {refused.Message}");
            return;
        }

        foreach (ExplanationStep step in explanation.Steps)
        {
            Assert.That(step.Caller, Does.Not.Contain("(outside)"));

            // A state that is looked at between two operations belongs to the program; whatever happens belongs to a function.
            Assert.That(
                step.Caller.StartsWith("program of", StringComparison.Ordinal) && !step.Function.StartsWith('('), Is.False,
                $"step {step.Index}, {step.Function}: nobody names the function that it happened in");
        }
    }

    [TestCase(false, "the page cache holds 1 and the lru_add batch holds 1.")]
    [TestCase(true, "caller (get) holds 1")]
    public void An_extra_reference_changes_the_answer(bool extra, string said)
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Ledger = true });
        GuestMemfd file = new VirtualMachine(machine, GmemProfile.Linux612, VmType.SoftwareProtected)
            .CreateGuestMemfd(1L << 20, GmemFlags.None).File!;
        StepRecorder recorder = new();
        recorder.WatchNewFolios();
        KernelTask other = machine.CreateTask("another", 0);
        recorder.AfterStep = step =>
        {
            if (extra && step.Function == "folio_unlock")
            {
                using Machine.TaskScope scope = machine.RunAs(other);
                machine.Observer = null;
                file.Mapping.Pages.Peek(PageIndex.Zero).Folio.Get();
                machine.Observer = recorder;
            }
        };
        machine.Observer = recorder;
        file.Fallocate(FallocateMode.KeepSize, default, PageSize.Bytes);
        string answer = OwnReference.AnswerFrom(recorder.Steps);
        Assert.That(answer, Does.StartWith("folio_put() in kvm_gmem_allocate() drops").And.Contains(said));
    }

    [Test]
    public void A_put_inside_the_core_names_the_operation_and_its_caller()
    {
        Explanation explanation = ModuleSet.BuiltIn.Scenario("gmem-allocate")
            .Run(new ExplainRequest { Switches = new HashSet<string> { "no-memory" } });
        Assert.That(explanation.Answer, Does.StartWith("folio_put() in __filemap_get_folio(), called by kvm_gmem_allocate(), drops"));
    }

    [Test]
    public void A_lookup_is_booked_on_the_function_that_will_put_it()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Ledger = true });
        AddressSpace file = machine.CreateAddressSpace();
        using KernelTask.FunctionScope function = machine.Current.Enter("my_write");
        Folio folio = file.Pages.GrabFolio(PageIndex.Zero).Folio;
        ReferenceHolder own = folio.Holders.Single(h => h.Kind == HolderKind.Allocation);
        Assert.That(own.Detail, Is.EqualTo("boot in my_write"));
        Assert.That(machine.Current.Operation, Is.Null, "the operation is over");
    }

    private static IEnumerable<string[]> Subsets(string[] names) =>
        Enumerable.Range(0, 1 << names.Length).Select(bits => names.Where((_, i) => (bits & (1 << i)) != 0).ToArray());
}
