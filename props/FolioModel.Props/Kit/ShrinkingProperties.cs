using FolioModel.Testing;

namespace FolioModel.Props.Kit;

/// <summary>The abilities of the search for the shortest story, each shown on a subject that needs it.</summary>
public sealed class ShrinkingProperties
{
    [Test]
    public void StepsThatOnlyGoTogetherGo() => Assert.That(Shrunk(static () => new Pairs()), Is.EqualTo("  1: fire(page 0)\n"));

    [Test]
    public void AnEarlierReferenceIsUsedInPlaceOfALaterOne() =>
        Assert.That(Shrunk(static () => new Rings()), Is.EqualTo("  1: take()\n     2: ring(r1)\n     3: ring(r1)\n"));

    [Test]
    public void EqualArgumentsShrinkTogether() =>
        Assert.That(Shrunk(static () => new Twins()), Is.EqualTo("  1: put(page 0)\n     2: look(page 0)\n"));

    [Test]
    public void ADifferentMistakeWithAShorterStoryIsPreferredAndSaidSo()
    {
        FailureReport report = Failure(static () => new TwoFaces());
        Assert.That((report.Finding.Id, report.FirstSeen!.Id, report.Shrunk.Steps.Length), Is.EqualTo(("short", "long", 1)));
        Assert.That(report.ToString(), Does.Contain("It was seen first as long"));
    }

    [Test]
    public void AnotherOperationDoesInOneStepWhatTookThree() =>
        Assert.That(Shrunk(static () => new Composite()), Is.EqualTo("  1: all at once()\n"));

    [Test]
    public void NoRunsMeanTheProgramAsItWasFound()
    {
        CampaignResult result = Campaign.Run(static () => new Twins(), Options with { Run = new RunOptions { ShrinkingRuns = 0 } });
        Assert.That(result.Failure!.Shrunk.Steps, Has.Length.EqualTo(result.Failure.Original));
    }

    private static CampaignOptions Options => new() { Operations = 20_000, ProgramLength = 60 };

    private static FailureReport Failure(Func<Subject> subject) => Campaign.Run(subject, Options).Failure!;

    private static string Shrunk(Func<Subject> subject) => Failure(subject).Shrunk.ToString()["   ".Length..];

    /// <summary>A subject whose mistake an operation reports by itself.</summary>
    private abstract class Reporting : Subject
    {
        protected Finding? Wrong { get; set; }

        public override Finding? CheckStep() => Wrong;

        public override Finding? Finish() => null;
    }

    /// <summary>Only balanced programs fire: an arming and its disarming cannot be taken away one by one.</summary>
    private sealed class Pairs : Reporting
    {
        private int _armed;

        public Pairs()
        {
            Define("arm", 3, () => Change(1));
            Define("disarm", 3, () => _armed > 0 ? Change(-1) : StepResult.Skipped);
            Define("fire", 1, Number("page", 8), page =>
            {
                Wrong = _armed == 0 ? new Finding("fired", "fired") : null;
                return StepResult.Ok;
            });
        }

        private StepResult Change(int by)
        {
            _armed += by;
            return StepResult.Ok;
        }
    }

    private sealed class Rings : Reporting
    {
        public Rings()
        {
            Scope<int[]> held = NewScope<int[]>();
            int rung = 0;
            Define("take", 1, () =>
            {
                held.Add(new int[1]);
                return StepResult.Ok;
            });
            Define("ring", 3, Held(held), bell =>
            {
                rung++;
                Wrong = rung > 1 ? new Finding("rung", "rung twice") : null;
                return StepResult.Ok;
            });
        }
    }

    private sealed class Twins : Reporting
    {
        private readonly HashSet<long> _there = [];

        public Twins()
        {
            Define("put", 1, Number("page", 500), page =>
            {
                _there.Add(page);
                return StepResult.Ok;
            });
            Define("look", 1, Number("page", 500), page =>
            {
                Wrong = _there.Contains(page) ? new Finding("there", "there") : null;
                return StepResult.Ok;
            });
        }
    }

    /// <summary>The fifth step shows one face, and a step without a memory before it another one.</summary>
    private sealed class TwoFaces : Reporting
    {
        private int _steps;

        public TwoFaces() => Define("step", 1, OneOf("", "b", "a"), kind =>
        {
            _steps++;
            Wrong = _steps == 5 ? new Finding("long", "long") : null;
            return StepResult.Ok;
        });

        public override Finding? Finish() => _steps is > 0 and < 5 ? new Finding("short", "short") : null;
    }

    private sealed class Composite : Reporting
    {
        private int _stage;

        public Composite()
        {
            Define("first", 30, () => Go(0));
            Define("second", 30, () => Go(1));
            Define("third", 30, () => Go(2));
            Define("all at once", 1, () => Go(_stage, to: 3));
        }

        private StepResult Go(int from, int to = 0)
        {
            _stage = _stage == from ? Math.Max(from + 1, to) : _stage;
            Wrong = _stage >= 3 ? new Finding("reached", "reached") : null;
            return StepResult.Ok;
        }
    }
}
