namespace FolioModel.Testing;

public abstract partial class Subject
{
    /// <summary>A number from a range as a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">How many values: 0 up to, not including, this.</param>
    /// <param name="from">The smallest value.</param>
    protected static Parameter<long> Number(string name, int count, int from = 0) =>
        new NumberParameter { Name = name, Least = from, Most = from + count - 1 };

    /// <summary>A size as a parameter: small ones are drawn more often, so that programs do not spend their time on large ones.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="most">The largest value; the smallest is 1.</param>
    protected static Parameter<long> Size(string name, int most) =>
        new NumberParameter { Name = name, Least = 1, Most = most, FavoursSmall = true };

    /// <summary>One of a few things as a parameter, the simplest first.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="name">Its name; empty where the thing speaks for itself.</param>
    /// <param name="choices">The things.</param>
    protected static Parameter<T> OneOf<T>(string name, params T[] choices) =>
        new ChoiceParameter<T> { Name = name, Choices = [.. choices] };

    /// <summary>Something the program holds as a parameter.</summary>
    /// <typeparam name="T">What is held.</typeparam>
    /// <param name="scope">Where.</param>
    /// <param name="fits">Which of the things will do; null for all.</param>
    protected static Parameter<T> Held<T>(Scope<T> scope, Predicate<T>? fits = null) =>
        new HeldParameter<T> { Name = "", Scope = scope, Fits = fits };

    /// <summary>Makes a scope for things that the program holds and must give back.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="crowd">From this many on the program rather gives back.</param>
    protected Scope<T> NewScope<T>(int crowd = 16)
    {
        Scope<T> scope = new() { Crowd = crowd };
        _scopes.Add(scope);
        return scope;
    }

    /// <summary>Defines an operation without parameters.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="run">Does it.</param>
    /// <param name="givesBack">Whether it gives something back.</param>
    protected void Define(string name, int weight, Func<StepResult> run, bool givesBack = false) =>
        Add(new Operation(name, weight, [], _ => run()) { GivesBack = givesBack });

    /// <summary>Defines an operation with one parameter.</summary>
    /// <typeparam name="TA">The parameter's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="a">The parameter.</param>
    /// <param name="run">Does it.</param>
    /// <param name="givesBack">Whether it gives something back.</param>
    protected void Define<TA>(string name, int weight, Parameter<TA> a, Func<TA, StepResult> run, bool givesBack = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        Add(new Operation(name, weight, [a], x => a.TryResolve(x.A, out TA va) ? run(va) : StepResult.Skipped) { GivesBack = givesBack });
    }

    /// <summary>Defines an operation with two parameters.</summary>
    /// <typeparam name="TA">The first parameter's type.</typeparam>
    /// <typeparam name="TB">The second parameter's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="a">The first parameter.</param>
    /// <param name="b">The second parameter.</param>
    /// <param name="run">Does it.</param>
    /// <param name="givesBack">Whether it gives something back.</param>
    protected void Define<TA, TB>(
        string name, int weight, Parameter<TA> a, Parameter<TB> b, Func<TA, TB, StepResult> run, bool givesBack = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Add(new Operation(
            name, weight, [a, b], x => a.TryResolve(x.A, out TA va) && b.TryResolve(x.B, out TB vb) ? run(va, vb) : StepResult.Skipped)
        {
            GivesBack = givesBack,
        });
    }

    /// <summary>Defines an operation with three parameters.</summary>
    /// <typeparam name="TA">The first parameter's type.</typeparam>
    /// <typeparam name="TB">The second parameter's type.</typeparam>
    /// <typeparam name="TC">The third parameter's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="a">The first parameter.</param>
    /// <param name="b">The second parameter.</param>
    /// <param name="c">The third parameter.</param>
    /// <param name="run">Does it.</param>
    protected void Define<TA, TB, TC>(
        string name, int weight, Parameter<TA> a, Parameter<TB> b, Parameter<TC> c, Func<TA, TB, TC, StepResult> run)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        Add(new Operation(
            name, weight, [a, b, c],
            x => a.TryResolve(x.A, out TA va) && b.TryResolve(x.B, out TB vb) && c.TryResolve(x.C, out TC vc) ? run(va, vb, vc)
                : StepResult.Skipped));
    }

    /// <summary>Defines an operation with four parameters.</summary>
    /// <typeparam name="TA">The first parameter's type.</typeparam>
    /// <typeparam name="TB">The second parameter's type.</typeparam>
    /// <typeparam name="TC">The third parameter's type.</typeparam>
    /// <typeparam name="TD">The fourth parameter's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="a">The first parameter.</param>
    /// <param name="b">The second parameter.</param>
    /// <param name="c">The third parameter.</param>
    /// <param name="d">The fourth parameter.</param>
    /// <param name="run">Does it.</param>
    protected void Define<TA, TB, TC, TD>(
        string name, int weight, Parameter<TA> a, Parameter<TB> b, Parameter<TC> c, Parameter<TD> d, Func<TA, TB, TC, TD, StepResult> run)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        ArgumentNullException.ThrowIfNull(d);
        Add(new Operation(
            name, weight, [a, b, c, d],
            x => a.TryResolve(x.A, out TA va) && b.TryResolve(x.B, out TB vb) && c.TryResolve(x.C, out TC vc)
                && d.TryResolve(x.D, out TD vd)
                ? run(va, vb, vc, vd) : StepResult.Skipped));
    }

    /// <summary>
    /// Defines a mistake: the subject must refuse it with an exception. Only in programs that ask for misuse, and the last step then.
    /// </summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="weight">How often it is chosen.</param>
    /// <param name="what">The parameter.</param>
    /// <param name="run">Does it.</param>
    protected void DefineMisuse<T>(string name, int weight, Parameter<T> what, Func<T, StepResult> run)
    {
        ArgumentNullException.ThrowIfNull(what);
        Add(new Operation(name, weight, [what],
            x => what.TryResolve(x.A, out T value) ? run(value) : StepResult.Skipped)
        { IsMisuse = true });
    }

    private void Add(Operation operation) => _operations.Add(operation);
}
