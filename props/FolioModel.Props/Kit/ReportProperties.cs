using FolioModel.Cli.Content.Core;
using FolioModel.Testing;

namespace FolioModel.Props.Kit;

/// <summary>
/// The report of a failing program, shown on an owner with a mistake: every third page it lends it lends with one reference too many.
/// </summary>
public sealed class ReportProperties
{
    private static readonly CampaignOptions s_options =
        new() { Operations = 2000, ProgramLength = 200, ReplayLine = static p => $"program {p}" };

    [Test]
    public void ALeakIsShrunkToItsShortestStoryWithABalanceTree()
    {
        FailureReport report = Campaign.Run(static () => new Leaky(), s_options).Failure!;
        string text = report.ToString();
        Assert.Multiple(() =>
        {
            Assert.That(report.Finding.Id, Is.EqualTo("I-29"));
            Assert.That(report.Shrunk.Steps, Has.Length.EqualTo(1), "one borrowing shows it");
            Assert.That(text, Does.Contain("   1: borrow(page 0)"), "steps are numbered from 1, whatever they were");
            Assert.That(text, Does.Contain("1 left over"));
            Assert.That(text, Does.Contain("ReportProperties.cs:"), "the call site is not named");
            Assert.That(text, Does.Contain("Replay: program 0"));
        });
    }

    [Test]
    public void AProgramCanBeWrittenDownAndRunAgain()
    {
        FailureReport report = Campaign.Run(static () => new Leaky(), s_options).Failure!;
        FolioProgram again = FolioProgram.Parse(static () => new Leaky(), report.Shrunk.Encode());
        Assert.That(again.Run()?.Id, Is.EqualTo("I-29"));
        Assert.That(again.Check, Throws.InstanceOf<ProgramFailedException>());
    }

    [Test]
    public void TheSameSeedGivesTheSameReportToTheByte()
    {
        string[] reports =
            [.. Enumerable.Range(0, 2).Select(static _ => Campaign.Run(static () => new Leaky(), s_options).Failure!.ToString())];
        Assert.That(reports[1], Is.EqualTo(reports[0]));
    }

    [Test]
    public void ShardsTogetherAreTheWholeCampaign()
    {
        CampaignOptions options = new() { Operations = 3000, ProgramLength = 300, Seed = 3 };
        CampaignResult whole = Campaign.Run(static () => new CoreSubject(), options);
        Coverage sum = new();
        for (int shard = 0; shard < 3; shard++)
        {
            sum.Add(Campaign.Run(static () => new CoreSubject(), options with { Shard = shard, Shards = 3 }).Coverage.Counts);
        }

        Assert.That(sum.Counts, Is.EqualTo(whole.Coverage.Counts));
    }

    private sealed class Leaky : MachineSubject
    {
        private readonly Scope<Folio> _borrowed;

        public Leaky()
            : base(new MachineOptions { Pages = 256, Ledger = true })
        {
            AddressSpace file = Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "leaky" });
            _borrowed = NewScope<Folio>();
            Define("borrow", 2, Number("page", 16), page =>
            {
                Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)page)).Folio;
                folio.Unlock();
                if (page % 3 == 0)
                {
                    folio.Get();
                }

                _borrowed.Add(folio);
                return StepResult.Ok;
            });
            Define("give back", 3, Held(_borrowed), Return, givesBack: true);
        }

        protected override void GiveBack() => _borrowed.Things.ToList().ForEach(f => Return(f));

        private StepResult Return(Folio folio)
        {
            _borrowed.Remove(folio);
            folio.Put();
            return StepResult.Ok;
        }
    }
}
