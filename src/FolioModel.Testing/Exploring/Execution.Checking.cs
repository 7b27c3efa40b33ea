namespace FolioModel.Testing;

internal sealed partial class Execution
{
    private void Check(TaskRun stepped)
    {
        if (stepped.State == TaskRunState.Failed)
        {
            Fail(Violation.Of(stepped.Task, stepped.Error!));
            return;
        }

        if (BrokenClaim() is { } wrong)
        {
            Fail(new Violation(ViolationKind.Invariant, wrong, []) { Task = stepped.Task });
            return;
        }

        if (IsOver)
        {
            if (Opaque is not null || IsKnownEnd?.Invoke(StateHash) != true)
            {
                EndChecks.Run(this, Fail);
            }
        }
        else if (!Array.Exists(_runs, run => run.State == TaskRunState.Ready) && !Enabled().Any())
        {
            Fail(Standstill.Of(_runs));
        }
    }

    private string? BrokenClaim()
    {
        foreach ((string what, Func<string?> check) in World.Invariants)
        {
            if (Claims.Test(check) is { } wrong)
            {
                return $"{what}: {wrong}";
            }
        }

        return null;
    }

    private void Fail(Violation found) => Violation ??= found with { Path = [.. Path] };
}
