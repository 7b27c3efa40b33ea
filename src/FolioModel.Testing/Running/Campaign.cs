namespace FolioModel.Testing;

/// <summary>Runs many random programs, each on a fresh subject, and stops at the first that finds something.</summary>
public static class Campaign
{
    /// <summary>Runs a campaign, or one shard of it.</summary>
    /// <param name="subject">Makes a fresh subject.</param>
    /// <param name="options">How much.</param>
    public static CampaignResult Run(Func<Subject> subject, CampaignOptions options)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        Coverage coverage = new();
        long programs = (options.Operations + options.ProgramLength - 1) / options.ProgramLength;
        long done = 0;
        long run = 0;
        for (long number = options.Only ?? options.Shard; number < programs; number += options.Only is null ? options.Shards : programs)
        {
            int length = (int)Math.Min(options.ProgramLength, options.Operations - (number * options.ProgramLength));
            using Subject made = subject();
            ProgramRun program = new(made, options.Run, coverage);
            Finding? finding = program.Generate(new SplitMix(SplitMix.Derive(options.Seed, number)), length);
            coverage.Settle(made.Operations);
            done += program.Done.Count;
            run++;
            if (finding is not null)
            {
                FolioProgram failing = new(subject, [.. program.Done], options.Run with { CheckEvery = 1 });
                return new CampaignResult(run, done, coverage, number,
                    FailureReport.For(failing, finding, options.ReplayLine?.Invoke(number)));
            }

            options.Progress?.Invoke(done, options.Operations / options.Shards);
        }

        return new CampaignResult(run, done, coverage, null, null);
    }
}
