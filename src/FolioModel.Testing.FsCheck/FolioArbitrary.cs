using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Testing;

/// <summary>Programs for FsCheck: its generator chooses seed and length, its search shrinks steps and arguments.</summary>
public static class FolioArbitrary
{
    /// <summary>Programs for a subject. A program's length grows with FsCheck's size.</summary>
    /// <param name="subject">Makes a fresh subject.</param>
    /// <param name="most">The length at size 100.</param>
    /// <param name="options">How programs are run; null for the defaults.</param>
    public static Arbitrary<FolioProgram> Programs(Func<Subject> subject, int most = 400, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        Gen<FolioProgram> programs = Gen.Sized(size =>
            from high in Gen.Choose(0, int.MaxValue)
            from low in Gen.Choose(0, int.MaxValue)
            select FolioProgram.Generate(subject, ((ulong)high << 32) | (uint)low, Math.Max(1, most * size / 100), options));
        return Arb.From(programs, Shrinker.Candidates);
    }

    /// <summary>The property that a program finds nothing wrong.</summary>
    /// <param name="subject">Makes a fresh subject.</param>
    /// <param name="most">The length at size 100.</param>
    /// <param name="options">How programs are run; null for the defaults.</param>
    public static Property HoldsFor(Func<Subject> subject, int most = 400, RunOptions? options = null) =>
        Prop.ForAll(Programs(subject, most, options), static program =>
        {
            Finding? finding = program.Run();
            return (finding is null).Label(finding?.Text ?? "");
        });
}
